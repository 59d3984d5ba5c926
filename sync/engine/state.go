package engine

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/syncthing/syncthing/lib/db"
	"github.com/syncthing/syncthing/lib/model"
	"github.com/syncthing/syncthing/lib/protocol"
)

// Progress is how far a peer has come with a folder, as it says itself: what it
// holds of what anybody sharing the folder claims to be its newest state.
func (n *Node) Progress(folder, peer string) (Progress, error) {
	id, err := protocol.DeviceIDFromString(peer)
	if err != nil {
		return Progress{}, err
	}
	completion, err := n.core.model.Completion(id, folder)
	if err != nil {
		return Progress{}, known(err)
	}
	snap, err := n.core.model.DBSnapshot(folder)
	if err != nil {
		return Progress{}, known(err)
	}
	defer snap.Release()
	total, need := snap.GlobalSize(), snap.NeedSize(id)
	// Of a peer that has not said that it holds anything Syncthing says that it needs nothing.
	silent := completion.Sequence == 0 && total.Files > 0
	return Progress{
		Known: completion.RemoteState.String() == "valid" && !silent,
		Files: total.Files - need.Files, Of: total.Files,
		Done: completion.GlobalBytes - completion.NeedBytes, Total: completion.GlobalBytes,
	}, nil
}

// Has reports whether a peer says that it holds this file as it is here. It
// says nothing of what is on the peer's disk today.
func (n *Node) Has(folder, path, peer string) (bool, error) {
	id, err := protocol.DeviceIDFromString(peer)
	if err != nil {
		return false, err
	}
	snap, err := n.core.model.DBSnapshot(folder)
	if err != nil {
		return false, known(err)
	}
	defer snap.Release()
	name := filepath.FromSlash(path)
	here, ok := snap.Get(protocol.LocalDeviceID, name)
	if !ok || here.IsDeleted() || here.IsInvalid() {
		return false, nil
	}
	there, ok := snap.Get(id, name)
	return ok && !there.IsDeleted() && !there.IsInvalid() && there.Size == here.Size &&
		there.Version.Equal(here.Version) && bytes.Equal(there.BlocksHash, here.BlocksHash), nil
}

// Missing are the files of a folder that this device still wants, by name.
func (n *Node) Missing(ctx context.Context, folder string) (paths []string, err error) {
	snap, err := n.core.model.DBSnapshot(folder)
	if err != nil {
		return nil, known(err)
	}
	defer snap.Release()
	snap.WithNeedTruncated(protocol.LocalDeviceID, func(f protocol.FileInfo) bool {
		if !f.IsDeleted() && !f.IsInvalid() && f.Type == protocol.FileInfoTypeFile {
			paths = append(paths, filepath.ToSlash(f.Name))
		}
		return ctx.Err() == nil
	})
	slices.Sort(paths)
	return paths, ctx.Err()
}

// Altered are the files of a folder that are not here as its peers have them:
// of a Send folder, those that others replaced, removed or added for the rest
// (Override puts that right), of a Take folder, those that were changed here
// (Revert does).
func (n *Node) Altered(ctx context.Context, folder string) (paths []string, err error) {
	cfg, ok := n.core.cfg.Folder(folder)
	if !ok {
		return nil, ErrNoFolder
	}
	snap, err := n.core.model.DBSnapshot(folder)
	if err != nil {
		return nil, known(err)
	}
	defer snap.Release()
	n.altered(snap, cfg.Type.String() == "sendonly", func(f protocol.FileInfo) bool {
		paths = append(paths, filepath.ToSlash(f.Name))
		return ctx.Err() == nil
	})
	slices.Sort(paths)
	return paths, ctx.Err()
}

func (n *Node) altered(snap *db.Snapshot, sends bool, each func(protocol.FileInfo) bool) {
	if sends {
		snap.WithNeedTruncated(protocol.LocalDeviceID, each)
		return
	}
	if snap.ReceiveOnlyChangedSize().TotalItems() == 0 {
		return
	}
	snap.WithHaveTruncated(protocol.LocalDeviceID, func(f protocol.FileInfo) bool {
		return !f.IsReceiveOnlyChanged() || each(f)
	})
}

// Peers are the peers as they are now, in the order in which they were set.
func (n *Node) Peers() (states []PeerState) {
	n.mut.Lock()
	peers := slices.Clone(n.peers)
	n.mut.Unlock()
	stats, _ := n.core.model.DeviceStatistics() // without them the time of last contact is not known
	conns, _ := n.core.model.ConnectionStats()["connections"].(map[string]model.ConnectionStats)
	for _, p := range peers {
		state := PeerState{ID: p.ID}
		id, err := protocol.DeviceIDFromString(p.ID)
		if err != nil {
			continue
		}
		if seen := stats[id].LastSeen; seen.After(time.Unix(0, 0)) {
			state.Seen = seen
		}
		if c := conns[id.String()]; c.Connected {
			state.Connected, state.Address, state.Seen = true, "tcp://"+c.Address, n.now()
		}
		states = append(states, state)
	}
	return states
}

// Offered are the folders that peers offer and that are not shared here.
func (n *Node) Offered() (offers []Offer, err error) {
	n.mut.Lock()
	peers := slices.Clone(n.peers)
	n.mut.Unlock()
	for _, p := range peers {
		id, err := protocol.DeviceIDFromString(p.ID)
		if err != nil {
			continue
		}
		folders, err := n.core.model.PendingFolders(id)
		if err != nil {
			return nil, err
		}
		for folder := range folders {
			offers = append(offers, Offer{Folder: folder, Peer: p.ID})
		}
	}
	slices.SortFunc(offers, Offer.compare)
	return offers, nil
}
