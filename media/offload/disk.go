package offload

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
	"unsafe"
)

// disk is what an offload asks of the file system of one destination. Paths
// have slashes and start at the destination's folder.
type disk interface {
	// mkdir makes a folder and those above it.
	mkdir(p string) error
	// create makes a new file for about size bytes.
	create(p string, size int64) (sink, error)
	// settle makes finished files durable and closes them. The error of each is in the answer.
	settle(files []sink) []error
	// cold opens a file so that what is read comes from the disk and not from memory, where the platform lets it.
	cold(p string, size int64) (io.ReadCloser, error)
	// stat does not follow links.
	stat(p string) (fs.FileInfo, error)
	// rename never puts a file over another: fs.ErrExist.
	rename(from, to string) error
	// replace puts a file over another, durably.
	replace(from, to string) error
	// syncDir makes the names in a folder durable.
	syncDir(p string) error
	// settleNames makes the new names of some files and the journal durable.
	settleNames(folders []string, files int, journal journalFile) error
	// remove takes away one file, or a folder that is empty.
	remove(p string) error
	// names lists a folder.
	names(p string) ([]fs.DirEntry, error)
	// overlaps says that reading does not slow writing down much: no disk that spins.
	overlaps() bool
	// journal opens a file for appending; the caller holds it alone: ErrBusy.
	journal(p string) (journalFile, error)
	close() error
}

// sink is a file being written at a destination.
type sink interface {
	io.Writer
	// finish ends the writing and sets the time of the last change.
	finish(t time.Time) error
	// direct says that what was written so far went past the cache.
	direct() bool
	// abandon closes a file that will not be kept.
	abandon()
}

// journalFile is read once and then only grows.
type journalFile interface {
	io.ReadWriteCloser
	Sync() error
}

const (
	// blockSize is the unit of reading and writing.
	blockSize = 4 << 20
	// alignment is what unbuffered reading and writing asks of addresses and lengths.
	alignment = 4096
	// directFrom is the size from which passing by the cache is worth its cost.
	directFrom = 1 << 20
	// settleApart is how many files are made durable one by one rather than with everything else on the disk.
	settleApart = 4
)

// aligned returns n bytes at an address that unbuffered access accepts.
func aligned(n int) []byte {
	b := make([]byte, n+alignment)
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) & (alignment - 1)
	return b[skip : skip+n : skip+n]
}

// osDisk is a folder of the operating system.
type osDisk struct {
	dir   string
	root  *os.File // for syncing all of the disk, nil where that cannot be trusted
	spins bool
}

func openDisk(dir string) (disk, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	d := &osDisk{dir: dir, spins: spins(dir)}
	if f, err := os.Open(dir); err == nil && syncsWhole(f) {
		d.root = f
	} else if err == nil {
		_ = f.Close() // only read
	}
	return d, nil
}

func (d *osDisk) at(p string) string { return filepath.Join(d.dir, filepath.FromSlash(p)) }

func (d *osDisk) overlaps() bool { return !d.spins }

func (d *osDisk) mkdir(p string) error { return os.MkdirAll(d.at(p), 0o755) }

func (d *osDisk) stat(p string) (fs.FileInfo, error) { return os.Lstat(d.at(p)) }

func (d *osDisk) rename(from, to string) error { return renameNew(d.at(from), d.at(to)) }

func (d *osDisk) syncDir(p string) error { return syncDir(d.at(p)) }

func (d *osDisk) remove(p string) error { return os.Remove(d.at(p)) }

func (d *osDisk) names(p string) ([]fs.DirEntry, error) { return os.ReadDir(d.at(p)) }

func (d *osDisk) replace(from, to string) error {
	if err := os.Rename(d.at(from), d.at(to)); err != nil {
		return err
	}
	return syncDir(filepath.Dir(d.at(to)))
}

func (d *osDisk) close() error {
	if d.root == nil {
		return nil
	}
	return d.root.Close()
}

func (d *osDisk) journal(p string) (journalFile, error) {
	f, err := os.OpenFile(d.at(p), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(ErrBusy, f.Close())
	}
	return f, nil
}

func (d *osDisk) create(p string, size int64) (sink, error) {
	if size >= directFrom {
		if f, err := createDirect(d.at(p)); err == nil {
			return &outFile{File: f, past: true}, nil
		}
	}
	f, err := os.OpenFile(d.at(p), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return &outFile{File: f}, nil
}

func (d *osDisk) cold(p string, size int64) (io.ReadCloser, error) { return openCold(d.at(p), size) }

// settle asks the disk once for many small files, and for each file where
// there are few of them or the file system cannot do that.
func (d *osDisk) settle(files []sink) []error {
	errs := make([]error, len(files))
	whole := d.root != nil && len(files) > settleApart
	var busy sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i, s := range files {
		f := s.(*outFile)
		if whole {
			errs[i] = f.Close()
			continue
		}
		slots <- struct{}{}
		busy.Go(func() {
			errs[i] = errors.Join(f.Sync(), f.Close())
			<-slots
		})
	}
	busy.Wait()
	if whole {
		d.settleWhole(errs)
	}
	return errs
}

// settleNames asks the disk once where it would have to be asked often.
func (d *osDisk) settleNames(folders []string, files int, journal journalFile) error {
	if d.root != nil && files > settleApart {
		return syncWhole(d.root)
	}
	var err error
	for _, p := range folders {
		err = errors.Join(err, d.syncDir(p))
	}
	return errors.Join(err, journal.Sync())
}

// settleWhole blames all files for what went wrong with the disk: they are
// read back, or copied again, one by one.
func (d *osDisk) settleWhole(errs []error) {
	if err := syncWhole(d.root); err != nil {
		for i := range errs {
			errs[i] = errors.Join(errs[i], err)
		}
	}
}

// outFile is a file of the operating system being written.
type outFile struct {
	*os.File
	past bool // the cache
}

// Write writes whole pages past the cache. Where the file system refuses, and
// for the end of a file, it goes through the cache.
func (f *outFile) Write(p []byte) (n int, err error) {
	if f.past {
		whole := len(p) &^ (alignment - 1)
		if n, err = f.File.Write(p[:whole]); n == len(p) || err != nil && !refused(err) {
			return n, err
		}
		f.past = false
		if err := buffered(f.File); err != nil {
			return n, err
		}
	}
	m, err := f.File.Write(p[n:])
	return n + m, err
}

func (f *outFile) finish(t time.Time) error { return os.Chtimes(f.Name(), t, t) }

func (f *outFile) direct() bool { return f.past && passesCache }

func (f *outFile) abandon() { _ = f.Close() } // nothing of it is kept
