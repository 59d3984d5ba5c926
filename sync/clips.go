package sync

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	stdsync "sync"

	"onset/consent"
	"onset/signer"
	"onset/sync/engine"
)

// clips are the folders of clips that this device offers and that it takes.
type clips struct {
	l     *Link
	media Media // nil refuses all

	mu      stdsync.Mutex
	shares  []*share            // in the order in which they were offered
	takes   map[string]*taking  // by id
	heardOf map[string][]string // paths that came; none = all
	look    bool                // peers may offer what was not seen yet
	dirty   bool                // offices may have more than was known
	rests   bool                // clips did not go when it was looked last
}

// taking is a folder of clips that comes from another device.
type taking struct {
	author consent.Ref
	peer   string
	path   string
	quota  int64
	exact  bool // its disk tells upper from lower case
}

func newClips(ctx context.Context, l *Link, media Media) (*clips, error) {
	c := &clips{l: l, media: media, takes: map[string]*taking{}, heardOf: map[string][]string{}, look: true}
	var kept []Folder
	if err := load(ctx, l.prod.Store, factClips, &kept); err != nil {
		return nil, err
	}
	for _, f := range kept {
		c.shares = append(c.shares, newShare(f))
	}
	return c, nil
}

// Share offers a folder's files to the offices, in their order. A folder that
// is offered already is a no-op, and its files are not touched. ErrFolderID for
// a name that is not ours to give; fs.ErrNotExist.
func (l *Link) Share(ctx context.Context, f Folder) error {
	err := l.clips.share(ctx, f)
	if err != nil {
		return fmt.Errorf("share clips: %w", err)
	}
	wake(l.careWake)
	return nil
}

func (c *clips) share(ctx context.Context, f Folder) error {
	if !slices.ContainsFunc(c.l.outs, func(o *outbox) bool { return isMediaOf(f.ID, o.author) }) {
		return ErrFolderID
	}
	if _, err := os.Stat(f.Path); err != nil {
		return err
	}
	for _, file := range f.Files {
		if !filepath.IsLocal(filepath.FromSlash(file.Path)) || file.Size < 0 {
			return fmt.Errorf("%w: %q", fs.ErrInvalid, file.Path)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.find(f.ID) != nil {
		return nil
	}
	c.shares = append(c.shares, newShare(f))
	return c.keep(ctx)
}

// Unshare takes an offer back. What the offices have stays there; nothing here
// is touched. One that is not offered is a no-op.
func (l *Link) Unshare(ctx context.Context, id string) error {
	l.clips.mu.Lock()
	n := len(l.clips.shares)
	l.clips.shares = slices.DeleteFunc(l.clips.shares, func(s *share) bool { return s.folder.ID == id })
	var err error
	if len(l.clips.shares) < n {
		err = l.clips.keep(ctx)
	}
	l.clips.mu.Unlock()
	if err != nil {
		return fmt.Errorf("unshare clips: %w", err)
	}
	l.node.poke()
	l.tell()
	return nil
}

func (c *clips) find(id string) *share {
	for _, s := range c.shares {
		if s.folder.ID == id {
			return s
		}
	}
	return nil
}

func (c *clips) keep(ctx context.Context) error {
	list := make([]Folder, len(c.shares))
	for i, s := range c.shares {
		list[i] = s.folder
	}
	return save(ctx, c.l.prod.Store, factClips, list)
}

// folders are the folders of clips as the engine is to share them.
func (c *clips) folders() []engine.Folder {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []engine.Folder
	offices := c.l.peerIDs(true)
	for _, s := range c.shares {
		if s.asked && s.isThere() {
			out = append(out, engine.Folder{
				ID: mediaID(c.l.prod.Keys.ID, s.folder.ID), Path: s.folder.Path, Kind: engine.Send,
				Peers: offices, Marker: s.marker(), Paused: c.l.resting(),
			})
		}
	}
	standing := c.l.peerIDs(false)
	for id, t := range c.takes {
		if slices.Contains(standing, t.peer) {
			out = append(out, engine.Folder{
				ID: mediaID(c.l.prod.Keys.ID, id), Path: t.path, Kind: engine.Take, Peers: []string{t.peer},
				Keep: true, MaxKiB: (t.quota + 1023) / 1024, Exact: t.exact,
			})
		}
	}
	slices.SortFunc(out, func(a, b engine.Folder) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// resting reports whether clips are not to go just now.
func (l *Link) resting() bool {
	limits := l.limits()
	return limits.Paused || limits.Unmetered && l.metered()
}

// restedAnew reports, once, that clips are to stop or to go on: the network
// became another, say.
func (c *clips) restedAnew() bool {
	rests := c.l.resting()
	c.mu.Lock()
	defer c.mu.Unlock()
	changed := rests != c.rests
	c.rests = rests
	return changed
}

// heard takes an event of a folder of clips, or of one that is offered.
func (c *clips) heard(id string, e engine.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e.Kind {
	case engine.OfferedFolder:
		c.look = true
	case engine.Changed:
		if c.takes[id] == nil {
			break
		}
		if paths, known := c.heardOf[id]; len(e.Paths) == 0 || known && len(paths) == 0 {
			c.heardOf[id] = nil
		} else {
			c.heardOf[id] = append(paths, e.Paths...)
		}
	case engine.FolderFault:
		if s := c.find(id); s != nil {
			s.fault = reasonOf(e.Err)
		}
		if t := c.takes[id]; t != nil && errors.Is(e.Err, engine.ErrFull) {
			c.l.faults.put(t.author, Full, id)
		}
	}
	c.dirty = true
}

// mayOffer has offers looked at: who offers may stand now, or be there.
func (c *clips) mayOffer() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.look = true
}

// care accepts what is offered, tells of what came, and lets more go.
func (c *clips) care(ctx context.Context) {
	c.mu.Lock()
	look := c.look && c.media != nil
	c.look = false
	came := c.heardOf
	c.heardOf = map[string][]string{}
	c.mu.Unlock()
	if look {
		c.accept(ctx)
	}
	for id, paths := range came {
		c.arrived(ctx, id, paths)
	}
	c.letGo(ctx)
}

// accept asks what becomes of the folders that peers offer. Only a device that
// stands may offer, and only under its own name.
func (c *clips) accept(ctx context.Context) {
	offers, err := c.l.node.eng.Offered()
	if err != nil {
		return
	}
	for _, o := range offers {
		name, ok := parseFolder(o.Folder)
		author, known := c.l.authorOf(o.Peer)
		switch {
		case !ok || name.production != c.l.prefix || !known:
		case name.media == "" && c.l.hasAuthor(name.author):
		case name.media == "":
			c.l.faults.put(name.author, UnknownAuthor, recordsItem)
		case !c.l.owns(author, name.media):
			c.l.faults.put(author, Foreign, name.media)
		default:
			c.acceptOne(ctx, o.Peer, author, name.media)
		}
	}
}

func (c *clips) acceptOne(ctx context.Context, peer string, author consent.Ref, id string) {
	path, quota, err := c.media.Accept(ctx, author, id)
	if err == nil {
		err = os.MkdirAll(path, 0o700)
	}
	if err != nil {
		c.l.faults.put(author, Refused, id)
		return
	}
	for _, d := range c.l.roster().Devices() {
		if d.Keys.Sync == peer {
			c.l.faults.clear(d.Author, id) // it may have offered before it was known under this name
		}
	}
	c.mu.Lock()
	c.takes[id] = &taking{author, peer, path, quota, tellsCase(path)}
	c.heardOf[id] = nil
	c.mu.Unlock()
	wake(c.l.careWake)
	c.l.node.poke()
}

// tellsCase reports whether the disk of a folder holds names apart that differ
// by case alone. Where it does, the engine need not look for such names at each
// file, which is a quarter of its work with small ones.
func tellsCase(path string) bool {
	dir, name := filepath.Split(path)
	other := strings.ToUpper(name)
	if other == name {
		other = strings.ToLower(name)
	}
	here, err := os.Stat(path)
	if err != nil || other == name {
		return false
	}
	there, err := os.Stat(filepath.Join(dir, other))
	return errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(here, there)
}

// authorOf is the device that stands under an engine's name. One that was
// restored has two; the log it goes on in is the one that no other continues.
func (l *Link) authorOf(peer string) (author consent.Ref, ok bool) {
	devices := l.roster().Devices()
	for _, d := range devices {
		if d.Keys.Sync == peer && isPeer(d, l.self, l.node.eng.ID()) && (!ok || !wentOn(devices, d)) {
			author, ok = d.Author, true
		}
	}
	return author, ok
}

// wentOn reports whether the same device keeps another log now, after a restore.
func wentOn(devices []signer.Device, d signer.Device) bool {
	return slices.ContainsFunc(devices, func(e signer.Device) bool { return e.Continues == d.Author && e.Keys.Sync == d.Keys.Sync })
}

// owns reports whether a folder of clips is by its name of a log or of those that it continues.
func (l *Link) owns(author consent.Ref, media string) bool {
	seen := map[consent.Ref]bool{}
	for d, ok := l.roster().Device(author); ok && !seen[d.Author]; d, ok = l.roster().Device(d.Continues) {
		if isMediaOf(media, d.Author) {
			return true
		}
		seen[d.Author] = true
	}
	return false
}

func (l *Link) hasAuthor(author consent.Ref) bool {
	_, ok := l.roster().Device(author)
	return ok
}

// arrived tells of files that have come whole: those under their own names.
func (c *clips) arrived(ctx context.Context, id string, paths []string) {
	c.mu.Lock()
	t := c.takes[id]
	c.mu.Unlock()
	if t == nil || c.media == nil {
		return
	}
	whole := len(paths) == 0
	paths = slices.DeleteFunc(paths, func(p string) bool { return !isClip(t.path, p) })
	if whole {
		paths = clipsBelow(ctx, t.path)
	}
	if len(paths) > 0 {
		slices.Sort(paths)
		c.media.Arrived(ctx, t.author, id, slices.Compact(paths))
	}
}

// isClip reports whether a path is a plain file that came, not the engine's own.
func isClip(root, path string) bool {
	for _, part := range strings.Split(path, "/") {
		if isEngines(part) {
			return false
		}
	}
	info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(path)))
	return err == nil && info.Mode().IsRegular()
}

func isEngines(name string) bool {
	return strings.HasPrefix(name, ".syncthing.") || strings.HasPrefix(name, "~syncthing~") ||
		name == ".stfolder" || name == ".stversions" || name == ".stignore"
}

func clipsBelow(ctx context.Context, root string) (paths []string) {
	_ = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return nil // what cannot be read has not come
		case p != root && isEngines(d.Name()) && d.IsDir():
			return fs.SkipDir
		case d.Type().IsRegular() && !isEngines(d.Name()):
			if rel, err := filepath.Rel(root, p); err == nil {
				paths = append(paths, filepath.ToSlash(rel))
			}
		}
		return nil
	})
	return paths
}
