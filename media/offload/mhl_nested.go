package offload

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"strings"
)

// readHistories reads the history of a folder and, where folders below have
// one of their own, as reels put together on a disk do, what those know. The
// chain is that of the folder itself. ErrNoManifest when there is none at all.
func readHistories(ctx context.Context, dir string) (*History, error) {
	h, err := ReadHistory(ctx, dir)
	none := errors.Is(err, ErrNoManifest)
	if none {
		h = newHistory()
	} else if err != nil {
		return nil, err
	}
	card, err := Walk(ctx, dir)
	if err != nil {
		return nil, err
	}
	for _, folder := range card.Folders {
		below, ok := strings.CutSuffix(folder, "/"+history)
		if !ok {
			continue
		}
		child, err := ReadHistory(ctx, filepath.Join(dir, filepath.FromSlash(below)))
		if err != nil {
			return nil, err
		}
		h.include(below, child)
		none = false
	}
	if none {
		return nil, ErrNoManifest
	}
	return h, nil
}

// include adds what the history of a folder below knows and h does not.
func (h *History) include(below string, child *History) {
	for p, sums := range child.first {
		if p = path.Join(below, p); h.first[p] == nil {
			h.first[p] = sums
		}
	}
	for p, r := range child.seen {
		if p = path.Join(below, p); h.seen[p].Path == "" {
			r.Path = p
			h.seen[p] = r
		}
	}
}
