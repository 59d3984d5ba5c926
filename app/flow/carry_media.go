package flow

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"onset/consent"
	"onset/media"
	"onset/media/offload"
	"onset/signer"
)

// groupOffer are local values: in which folder a card's clips are offered to the office.
const groupOffer = "offer" // offer/<card>

// keptOffer is a folder in which the clips of a card are offered.
type keptOffer struct {
	Folder string `json:"folder"`
	Dir    string `json:"dir"`            // where the copy lies
	Safe   bool   `json:"safe,omitempty"` // the office has all of it, and the offer was taken back
}

// NewMediaFolder names a folder of clips: nothing in it says what they are of.
func NewMediaFolder(author consent.Ref, r io.Reader) (string, error) {
	random := make([]byte, 8)
	if _, err := io.ReadFull(r, random); err != nil {
		return "", fmt.Errorf("name a folder: %w", err)
	}
	return "media-" + hex.EncodeToString(author[:8]) + "-" + hex.EncodeToString(random), nil
}

// errCopyAway means that no whole copy of a card is here just now: its disk was
// pulled, say.
var errCopyAway = errors.New("no whole copy is here")

// offerCards offers the office what it does not have and takes back what it
// has whole. An office that is not enrolled yet is offered nothing.
// errCopyAway where a card must be looked for again.
func (k *Kit) offerCards(ctx context.Context) error {
	c := k.Carrier()
	if c == nil || !k.hasOffice() {
		return nil
	}
	k.offering.Lock()
	defer k.offering.Unlock()
	cards, err := k.keptCards(ctx)
	for i := range cards {
		if e := k.offerCard(ctx, c, &cards[i]); e != nil && err == nil {
			err = e
		}
	}
	return err
}

func (k *Kit) offerCard(ctx context.Context, c Carrier, card *keptCard) error {
	o := k.keptOffer(ctx, card.ID)
	k.mu.Lock()
	safe := received(k.ledger, card.Clip)
	k.mu.Unlock()
	switch {
	case safe && o.Folder == "", safe && o.Safe:
		return nil
	case safe:
		if err := c.UnshareClips(ctx, o.Folder); err != nil {
			return fmt.Errorf("take an offer back: %w", err)
		}
		o.Safe = true
		return k.keepOffer(ctx, card.ID, o)
	}
	// A word on each clip wakes the background; putting thousands in order again
	// for each would cost more than sending them.
	if stood := k.offers.since(card.ID, k.now()); stood > 0 && stood < offerPace && isFolder(o.Dir) {
		k.choreIn(offerPace - stood)
		return nil
	}
	f, ok := k.offerOf(ctx, card, o)
	if !ok {
		return errCopyAway
	}
	if f.ID == "" {
		id, err := NewMediaFolder(k.prod.Seal.Author(), k.home.o.Rand)
		if err != nil {
			return err
		}
		f.ID = id
	}
	// Remembered first: a folder that was offered under another name would be sent twice.
	if err := k.keepOffer(ctx, card.ID, keptOffer{Folder: f.ID, Dir: f.Path}); err != nil {
		return err
	}
	k.offers.keep(f)
	if err := c.ShareClips(ctx, f); err != nil {
		return fmt.Errorf("offer clips: %w", err)
	}
	k.offers.tell(card.ID, k.now())
	return nil
}

// offerOf is the copy of a card to be sent, the one that was offered before
// when it is still here.
func (k *Kit) offerOf(ctx context.Context, card *keptCard, o keptOffer) (MediaFolder, bool) {
	var r offload.Report
	b := k.local(ctx, groupCardList+"/"+card.ID.String())
	if b == nil || json.Unmarshal(b, &r) != nil {
		return MediaFolder{}, false
	}
	best := -1
	for d := range r.Disks {
		if !r.Disks[d].Complete || !isFolder(r.Disks[d].Dir) {
			continue
		}
		if best < 0 || r.Disks[d].Dir == o.Dir {
			best = d
		}
	}
	if best < 0 {
		return MediaFolder{}, false
	}
	f := MediaFolder{ID: o.Folder, Path: r.Disks[best].Dir, Files: k.filesToOffer(ctx, r.Disks[best].Dir, r.Rows, best)}
	if o.Dir != "" && o.Dir != f.Path {
		f.ID = "" // another copy is another folder
	}
	return f, len(f.Files) > 0
}

// filesToOffer are the verified files of one copy: clips in which not everybody
// is cleared yet come first, since those are asked for first; the rest of the
// card and its manifests come last.
func (k *Kit) filesToOffer(ctx context.Context, dir string, rows []offload.ReportRow, disk int) []MediaFile {
	clips := k.clipsBelow(ctx, dir)
	var files []MediaFile
	for _, row := range rows {
		if disk >= len(row.States) || row.States[disk] == offload.Waiting || row.States[disk] == offload.Bad {
			continue
		}
		files = append(files, MediaFile{Path: row.Path, Size: row.Size, Clip: clips[row.Path]})
	}
	rank := k.offerRank(files)
	slices.SortStableFunc(files, func(a, b MediaFile) int { return rank[a.Path] - rank[b.Path] })
	return append(files, historyOf(dir)...)
}

// offerRank is 0 for clips that are not cleared, 1 for those that are, 2 for other files.
func (k *Kit) offerRank(files []MediaFile) map[string]int {
	rank := make(map[string]int, len(files))
	l := k.look()
	defer k.mu.Unlock()
	use := media.Use{Purpose: k.mainUse()}
	for _, f := range files {
		rank[f.Path] = 2
		if c := l.Clip(f.Clip); c != nil {
			rank[f.Path] = count(l.Clear(c, use).Result == media.Cleared)
		}
	}
	return rank
}

// clipsBelow are the clips that lie in a folder, by their path below it.
func (k *Kit) clipsBelow(ctx context.Context, dir string) map[string]consent.ID {
	out := map[string]consent.ID{}
	paths, err := k.store.Locals(ctx, groupPath)
	if err != nil {
		return out
	}
	for name, p := range paths {
		below, err := filepath.Rel(dir, string(p))
		if err != nil || strings.HasPrefix(below, "..") {
			continue
		}
		if id, err := consent.ParseID(strings.TrimPrefix(name, groupPath+"/")); err == nil {
			out[filepath.ToSlash(below)] = id
		}
	}
	return out
}

// historyOf are the files of a copy's ASC MHL history.
func historyOf(dir string) (out []MediaFile) {
	entries, err := os.ReadDir(filepath.Join(dir, "ascmhl"))
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			out = append(out, MediaFile{Path: "ascmhl/" + e.Name(), Size: info.Size()})
		}
	}
	return out
}

func isFolder(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}

func (k *Kit) keptOffer(ctx context.Context, card consent.ID) (o keptOffer) {
	if b := k.local(ctx, groupOffer+"/"+card.String()); b != nil {
		_ = json.Unmarshal(b, &o) // what cannot be read was never offered
	}
	return o
}

func (k *Kit) keepOffer(ctx context.Context, card consent.ID, o keptOffer) error {
	b, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("remember an offer: %w", err)
	}
	return k.store.PutLocal(ctx, Local{Name: groupOffer + "/" + card.String(), Value: b})
}

// hasOffice reports whether an office is enrolled.
func (k *Kit) hasOffice() bool {
	return slices.ContainsFunc(k.store.Roster().Devices(), func(d signer.Device) bool { return d.Office && d.Revoked == nil })
}
