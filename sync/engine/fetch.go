package engine

import (
	"bytes"
	"context"
	"path/filepath"

	"github.com/syncthing/syncthing/lib/protocol"
)

// Fetch reads a file as peers have it, at most max bytes, without writing it
// anywhere. Nothing of it is verified. ErrNoFolder; ErrPull when no peer that
// is there gives it.
func (n *Node) Fetch(ctx context.Context, folder, path string, max int64) ([]byte, error) {
	name := filepath.FromSlash(path)
	snap, err := n.core.model.DBSnapshot(folder)
	if err != nil {
		return nil, known(err)
	}
	f, ok := snap.GetGlobal(name)
	from := snap.Availability(name)
	snap.Release()
	if !ok || f.IsDeleted() || f.IsInvalid() || f.Type != protocol.FileInfoTypeFile || f.Size > max {
		return nil, ErrPull
	}
	for _, peer := range from {
		if b, err := n.fetchFrom(ctx, peer, folder, name, f.Blocks); err == nil {
			return b, nil
		}
	}
	return nil, ErrPull
}

func (n *Node) fetchFrom(ctx context.Context, peer protocol.DeviceID, folder, name string, blocks []protocol.BlockInfo) ([]byte, error) {
	var out bytes.Buffer
	for i, b := range blocks {
		got, err := n.core.model.RequestGlobal(ctx, peer, folder, name, i, b.Offset, b.Size, b.Hash, 0, false)
		if err != nil {
			return nil, err
		}
		out.Write(got)
	}
	return out.Bytes(), nil
}
