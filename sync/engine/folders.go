package engine

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/syncthing/syncthing/lib/config"
	"github.com/syncthing/syncthing/lib/model"
	"github.com/syncthing/syncthing/lib/protocol"
)

// SetPeers names every device it may speak to, and no others: connections to
// devices that are no longer named end. Those that did not change keep theirs.
func (n *Node) SetPeers(ctx context.Context, peers []Peer) error {
	ids := map[protocol.DeviceID]bool{}
	for _, p := range peers {
		id, err := protocol.DeviceIDFromString(p.ID)
		if err != nil {
			return fmt.Errorf("engine: peer %q: %w", p.ID, err)
		}
		ids[id] = true
	}
	n.mut.Lock()
	defer n.mut.Unlock()
	for id := range ids {
		n.known.Store(id, true)
	}
	n.known.Range(func(id, _ any) bool {
		if gone := id.(protocol.DeviceID); !ids[gone] {
			n.known.Delete(gone)
			delete(n.turn, gone)
		}
		return true
	})
	n.peers = slices.Clone(peers)
	return n.apply(ctx)
}

// SetFolders names every folder it shares, and no others. Those that did not
// change go on undisturbed.
func (n *Node) SetFolders(ctx context.Context, folders []Folder) error {
	for _, f := range folders {
		if f.ID == "" || !filepath.IsAbs(f.Path) || f.Kind != Send && f.Kind != Take {
			return fmt.Errorf("engine: folder %q: an id, a kind and an absolute path are needed", f.ID)
		}
	}
	n.mut.Lock()
	defer n.mut.Unlock()
	n.folders = slices.Clone(folders)
	n.guards.set(folders)
	return n.apply(ctx)
}

// apply brings the running configuration to what was set last. It waits until
// the parts have taken it over.
func (n *Node) apply(ctx context.Context) error {
	return n.modify(ctx, func(c *config.Configuration) {
		c.Devices = n.devices(c.Devices)
		c.Folders = nil
		for _, f := range n.folders {
			c.Folders = append(c.Folders, n.folder(f))
		}
	})
}

func (n *Node) modify(ctx context.Context, change func(*config.Configuration)) error {
	if n.isClosed() {
		return ErrClosed
	}
	return n.await(ctx, func() error {
		waiter, err := n.core.cfg.Modify(change)
		if err != nil {
			return fmt.Errorf("engine: %w", err)
		}
		waiter.Wait()
		return nil
	})
}

// await runs something that cannot be interrupted, until the context or the
// Node ends; what was begun then ends by itself.
func (n *Node) await(ctx context.Context, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-n.closed:
		return ErrClosed
	}
}

func (n *Node) devices(were []config.DeviceConfiguration) []config.DeviceConfiguration {
	var devices []config.DeviceConfiguration
	for _, d := range were {
		if d.DeviceID == n.core.id {
			devices = append(devices, d)
		}
	}
	for _, p := range n.peers {
		id, err := protocol.DeviceIDFromString(p.ID)
		if err != nil || id == n.core.id {
			continue
		}
		devices = append(devices, config.DeviceConfiguration{
			DeviceID:    id,
			Name:        id.Short().String(), // what it calls itself is not taken over
			Addresses:   n.dialled(id, p.Addresses),
			Compression: config.CompressionNever,
		})
	}
	return devices
}

// dialled are the addresses of a peer as Syncthing gets them: an address whose
// text is new is dialled at once, and what follows the host is not looked at.
func (n *Node) dialled(id protocol.DeviceID, addresses []string) []string {
	all := []string{}
	for _, address := range addresses {
		if turn := n.turn[id] % turns; turn > 0 {
			address = fmt.Sprintf("%s/?%d", address, turn)
		}
		all = append(all, address)
	}
	if n.core.cfg.Options().LocalAnnEnabled || len(all) == 0 {
		all = append(all, "dynamic")
	}
	return all
}

// minFree is left on every disk that others write to.
var minFree = config.Size{Value: 200, Unit: "MB"}

func (n *Node) folder(f Folder) config.FolderConfiguration {
	c := config.FolderConfiguration{
		ID: f.ID, Path: f.Path, MarkerName: f.Marker, FilesystemType: n.guards.fsType,
		Type: config.FolderTypeSendOnly, Paused: f.Paused,
		RescanIntervalS: 3600, IgnorePerms: true,
		Order: order(f.Order), PullerPauseS: 1, MinDiskFree: minFree, MaxConcurrentWrites: 16, MaxConflicts: 0, CaseSensitiveFS: f.Exact,
	}
	if f.Kind == Take {
		c.Type = config.FolderTypeReceiveOnly
	}
	// A new limit begins the folder anew, which tries again what had no room.
	c.Versioning.Params = map[string]string{"cleanoutDays": "0", "limit": fmt.Sprint(f.MaxKiB)}
	if f.Kind == Take && f.Keep {
		c.Versioning.Type = "trashcan"
	}
	for _, p := range f.Peers {
		if id, err := protocol.DeviceIDFromString(p); err == nil && id != n.core.id {
			c.Devices = append(c.Devices, config.FolderDeviceConfiguration{DeviceID: id})
		}
	}
	return c
}

func order(name string) config.PullOrder {
	switch name {
	case "smallest":
		return config.PullOrderSmallestFirst
	case "oldest":
		return config.PullOrderOldestFirst
	default:
		return config.PullOrderAlphabetic
	}
}

// SetLimits bounds the traffic with all peers together, at once and on every
// network.
func (n *Node) SetLimits(ctx context.Context, sendKiBps, takeKiBps int) error {
	return n.modify(ctx, func(c *config.Configuration) {
		c.Options.MaxSendKbps, c.Options.MaxRecvKbps = max(0, sendKiBps), max(0, takeKiBps)
	})
}

// Scan announces files that were written, changed or removed. It returns when
// peers are being told; while a folder is being filled that takes as long. What
// cannot be announced is in an Event of kind FolderFault: files that cannot be
// read, links, and names that are not in the composed form of Unicode, for
// Syncthing would have to rename them.
func (n *Node) Scan(ctx context.Context, folder string, paths ...string) error {
	native := make([]string, len(paths))
	for i, p := range paths {
		native[i] = filepath.FromSlash(p)
	}
	return n.await(ctx, func() error {
		if err := known(n.core.model.ScanFolderSubdirs(folder, native)); err != nil {
			return err
		}
		n.tellUnread(folder)
		return nil
	})
}

func (n *Node) tellUnread(folder string) {
	cfg, _ := n.core.cfg.Folder(folder)
	errs, err := n.core.model.FolderErrors(folder)
	if err != nil || len(errs) == 0 || cfg.Type != config.FolderTypeSendOnly {
		return
	}
	e := Event{Kind: FolderFault, Folder: folder, Err: ErrUnread}
	for _, f := range errs {
		e.Paths = append(e.Paths, filepath.ToSlash(f.Path))
	}
	n.events.put(e)
}

// Override makes a Send folder's own files those of everybody.
func (n *Node) Override(ctx context.Context, folder string) error {
	return n.heal(ctx, folder, n.core.model.Override)
}

// Revert makes a Take folder what its owner has; what is ignored stays away.
func (n *Node) Revert(ctx context.Context, folder string) error {
	return n.heal(ctx, folder, n.core.model.Revert)
}

func (n *Node) heal(ctx context.Context, folder string, how func(string)) error {
	if _, ok := n.core.cfg.Folder(folder); !ok {
		return ErrNoFolder
	}
	return n.await(ctx, func() error { how(folder); return nil })
}

// Ignore sets the patterns of paths that are neither sent nor taken, see
// Exactly; none = everything goes. It may be called for a folder before it is
// set, so that nothing ignored can come in between, and lasts until it is
// called again or the folder is no longer set.
func (n *Node) Ignore(ctx context.Context, folder string, patterns []string) error {
	n.guards.ignore(folder, patterns)
	if _, ok := n.core.cfg.Folder(folder); !ok {
		return nil
	}
	err := n.Scan(ctx, folder)
	if errors.Is(err, ErrNoFolder) {
		return nil
	}
	return err
}

// known translates what Syncthing says about folders. A folder that is paused
// or just starting has nothing to be done.
func known(err error) error {
	switch {
	case errors.Is(err, model.ErrFolderMissing):
		return ErrNoFolder
	case errors.Is(err, model.ErrFolderPaused), errors.Is(err, model.ErrFolderNotRunning):
		return nil
	case errors.Is(err, context.Canceled):
		return ErrClosed
	default:
		return fault(err)
	}
}
