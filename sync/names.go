package sync

import (
	"encoding/hex"
	"errors"
	"strings"

	"onset/consent"
)

// ErrFolderID means a name is not "media-<author>-<random>": 16 hexadecimal
// digits each, the first of an author.
var ErrFolderID = errors.New("not the name of a folder of clips")

const (
	refHalf     = 32 // digits of a production's id that start each folder's name
	recordsMark = "-rec-"
	mediaMark   = "media-"
	mediaPart   = 16
)

// recordsID is the engine's name of the folder with an author's statements.
func recordsID(production, author consent.Ref) string {
	return production.String()[:refHalf] + recordsMark + author.String()
}

// mediaID is the engine's name of a folder of clips.
func mediaID(production consent.Ref, id string) string {
	return production.String()[:refHalf] + "-" + id
}

// folderName is an engine's name of a folder, taken apart. One of author and
// media is set.
type folderName struct {
	production string // refHalf digits
	author     consent.Ref
	media      string
}

func parseFolder(s string) (n folderName, ok bool) {
	if len(s) <= refHalf+1 || !isHex(s[:refHalf]) {
		return n, false
	}
	n.production = s[:refHalf]
	if author, found := strings.CutPrefix(s[refHalf:], recordsMark); found {
		return n, n.author.UnmarshalText([]byte(author)) == nil && !n.author.IsZero()
	}
	n.media = s[refHalf+1:]
	return n, s[refHalf] == '-' && checkMediaID(n.media) == nil
}

// checkMediaID reports ErrFolderID for what is not "media-<author>-<random>".
func checkMediaID(id string) error {
	rest, ok := strings.CutPrefix(id, mediaMark)
	if !ok || len(rest) != 2*mediaPart+1 || rest[mediaPart] != '-' || !isHex(rest[:mediaPart]) || !isHex(rest[mediaPart+1:]) {
		return ErrFolderID
	}
	return nil
}

// isMediaOf reports whether a folder of clips is the author's by its name.
func isMediaOf(id string, author consent.Ref) bool {
	return checkMediaID(id) == nil && id[len(mediaMark):len(mediaMark)+mediaPart] == author.String()[:mediaPart]
}

func isHex(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && strings.ToLower(s) == s
}
