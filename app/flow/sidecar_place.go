package flow

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"onset/consent"
	"onset/media/xmp"
)

// cardFolders are folders in which cameras keep what they record.
var cardFolders = []string{"dcim", "m4root", "xdroot", "bpav", "avchd", "clips001"}

// p2Folders stand below CONTENTS on a card.
var p2Folders = []string{"clip", "video", "audio", "icon", "proxy", "voice"}

// manifests is the folder of an ASC MHL history, which copies have and cards do not.
const manifests = "ascmhl"

// onCard reports whether a folder is one of a camera's card. A copy of a card
// keeps its shape, and has a manifest.
func onCard(dir string) bool {
	card := false
	for at := range upwards(dir) {
		name := strings.ToLower(filepath.Base(at))
		card = card || slices.Contains(cardFolders, name) || strings.HasSuffix(name, ".rdm") || strings.HasSuffix(name, ".rdc") ||
			slices.Contains(p2Folders, name) && strings.EqualFold(filepath.Base(filepath.Dir(at)), "contents")
	}
	if !card {
		return false
	}
	for at := range upwards(dir) {
		if info, err := os.Stat(filepath.Join(at, manifests)); err == nil && info.IsDir() {
			return false
		}
	}
	return true
}

// upwards are a folder and those it lies in.
func upwards(dir string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for at := dir; yield(at) && filepath.Dir(at) != at; at = filepath.Dir(at) {
		}
	}
}

// skipOf says an error of writing metadata.
func skipOf(err error) Skip {
	for _, s := range []struct {
		err error
		why Skip
	}{
		{xmp.ErrReadOnly, SkipReadOnly},
		{xmp.ErrFull, SkipFull},
		{xmp.ErrBusy, SkipBusy},
		{xmp.ErrNotXMP, SkipForeign},
		{xmp.ErrDTD, SkipForeign},
		{xmp.ErrTooLarge, SkipForeign},
		{xmp.ErrNotFile, SkipForeign},
		{xmp.ErrDamaged, SkipDamaged},
		{ErrReadOnly, SkipReadOnly},
		{ErrFull, SkipFull},
		{ErrChanging, SkipChanged},
		{fs.ErrNotExist, SkipAway},
	} {
		if errors.Is(err, s.err) {
			return s.why
		}
	}
	return SkipFailed
}

// original is the file of a clip on this machine, or why it cannot be used.
func (k *Kit) original(id consent.ID) (foundFile, Skip) {
	b := k.local(k.life, groupPath+"/"+id.String())
	if b == nil {
		return foundFile{}, SkipAway
	}
	return k.lies(id, string(b))
}

// lies looks whether a clip still lies where it was registered.
func (k *Kit) lies(id consent.ID, path string) (foundFile, Skip) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return foundFile{path: path}, SkipAway
	}
	f := regular(path, info)
	if known, ok := k.unchanged(k.life, f); !ok || known != id {
		return f, SkipChanged
	}
	return f, ""
}

// standsAt looks whether what has metadata of ours is still in its place.
func (k *Kit) standsAt(ctx context.Context, s kept) Skip {
	if !s.Copy {
		_, skip := k.lies(s.Clip, s.Path)
		return skip
	}
	f, err := os.Open(s.Path)
	if err != nil {
		return SkipAway
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return SkipAway
	}
	if !s.Inside {
		return ""
	}
	packet, err := xmp.Packet(ctx, f, info.Size())
	if err != nil {
		return skipOf(err)
	}
	if found, err := xmp.Read(packet); err != nil || found.Facts.Clip != s.Clip {
		return SkipChanged
	}
	return ""
}
