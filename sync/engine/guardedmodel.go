package engine

import (
	"errors"

	"github.com/syncthing/syncthing/lib/model"
	"github.com/syncthing/syncthing/lib/protocol"
)

var errStranger = errors.New("not a peer")

// guardedModel stands between the connections and the model, and refuses what a
// hostile peer may send and v1.30.0 would act on.
type guardedModel struct{ model.Model }

// Request refuses sizes that no honest peer asks for: memory is set aside
// before the file is looked at.
func (g *guardedModel) Request(conn protocol.Connection, req *protocol.Request) (protocol.RequestResponse, error) {
	if req.Size < 0 || req.Size > protocol.MaxBlockSize || req.Offset < 0 || len(req.Hash) == 0 {
		return nil, protocol.ErrInvalid
	}
	return g.Model.Request(conn, req)
}

// Index drops entries that are never taken.
func (g *guardedModel) Index(conn protocol.Connection, idx *protocol.Index) error {
	idx.Files = taken(idx.Files)
	return g.Model.Index(conn, idx)
}

// IndexUpdate drops entries that are never taken.
func (g *guardedModel) IndexUpdate(conn protocol.Connection, idx *protocol.IndexUpdate) error {
	idx.Files = taken(idx.Files)
	return g.Model.IndexUpdate(conn, idx)
}

func taken(files []protocol.FileInfo) []protocol.FileInfo {
	kept := files[:0]
	for _, f := range files {
		if sound(f) {
			kept = append(kept, f)
		}
	}
	return kept
}

// sound tells whether an entry is a file whose blocks are as large as it says,
// or a folder without any. Links are never taken.
func sound(f protocol.FileInfo) bool {
	if f.IsSymlink() {
		return false
	}
	if f.IsDirectory() {
		return len(f.Blocks) == 0
	}
	if f.IsDeleted() || f.IsInvalid() {
		return true
	}
	var sum int64
	for _, b := range f.Blocks {
		if b.Size < 0 || b.Size > protocol.MaxBlockSize {
			return false
		}
		sum += int64(b.Size)
	}
	return f.Size >= 0 && sum == f.Size
}
