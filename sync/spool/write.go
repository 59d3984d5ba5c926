package spool

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"onset/consent"
	"onset/signer"
)

// ErrEmpty means there is nothing to write: no statement, or one whose header cannot be read.
var ErrEmpty = errors.New("nothing that can be written")

// A file on its way has a name that the engine's scanner passes over.
const tempPrefix, tempSuffix = ".syncthing.", ".tmp"

// WriteSegment writes statements that follow each other in the author's log
// (see Batch), encrypted to the recipients. The file is on the disk before it
// has its name; see Flush for the name itself. ErrForeign, ErrEmpty, ErrDamaged
// for statements that no reader would take.
func (f *Folder) WriteSegment(sealed []signer.Sealed, to ...signer.Recipient) (Name, error) {
	n, file, err := f.seal(sealed, to)
	if err == nil {
		err = f.write(n, file)
	}
	if err != nil {
		return Name{}, fmt.Errorf("write segment: %w", err)
	}
	return n, nil
}

func (f *Folder) seal(sealed []signer.Sealed, to []signer.Recipient) (Name, []byte, error) {
	if len(sealed) == 0 {
		return Name{}, nil, ErrEmpty
	}
	first, err := signer.ReadHeader(sealed[0].Payload)
	last, err2 := signer.ReadHeader(sealed[len(sealed)-1].Payload)
	if err := errors.Join(err, err2); err != nil {
		return Name{}, nil, fmt.Errorf("%w: %w", ErrEmpty, err)
	}
	n := Name{First: first.Seq, Last: last.Seq}
	plain := f.own.pack(sealed)
	if _, err := f.own.unpack(n, plain); err != nil {
		return n, nil, err
	}
	var b bytes.Buffer
	w, err := signer.Encrypt(&b, to...)
	if err != nil {
		return n, nil, err
	}
	if _, err = w.Write(plain); err == nil {
		err = w.Close()
	}
	n.Sum = sha256.Sum256(b.Bytes())
	return n, b.Bytes(), err
}

// WriteBlob writes a blob's sealed bytes. A file that is there already is a
// no-op. ErrDamaged for more bytes than a blob can have.
func (f *Folder) WriteBlob(id consent.ID, file []byte) (Name, error) {
	n := Name{Blob: id, Sum: sha256.Sum256(file)}
	if id.IsZero() || len(file) > maxBlobFile {
		return Name{}, fmt.Errorf("write blob: %w", ErrDamaged)
	}
	if err := f.Put(n, file); err != nil {
		return Name{}, err
	}
	return n, nil
}

// Put writes the bytes of a file that is known by its name, as a disk carries
// it. A file of this name and length is left as it is. ErrDamaged when the
// bytes are not the name's.
func (f *Folder) Put(n Name, file []byte) error {
	if sha256.Sum256(file) != n.Sum {
		return fmt.Errorf("write %s: %w", n, ErrDamaged)
	}
	if size, err := f.Size(n); err == nil && size == int64(len(file)) {
		return nil
	}
	if err := f.write(n, file); err != nil {
		return fmt.Errorf("write %s: %w", n, err)
	}
	return nil
}

func (f *Folder) write(n Name, file []byte) error {
	dst := f.file(n)
	if n.IsBlob() {
		if err := os.MkdirAll(filepath.Dir(dst), 0o700); err != nil {
			return err
		}
	}
	temp := filepath.Join(filepath.Dir(dst), tempPrefix+rand.Text()+tempSuffix)
	if err := writeWhole(temp, file); err != nil {
		_ = os.Remove(temp)
		return err
	}
	if err := os.Rename(temp, dst); err != nil {
		_ = os.Remove(temp)
		return err
	}
	return nil
}

func writeWhole(path string, b []byte) error {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return errors.Join(err, w.Sync(), w.Close())
}

// Flush makes the names of files that were written last, which takes one
// flush for each folder they lie in.
func (f *Folder) Flush(names ...Name) error {
	done := map[string]bool{}
	for _, n := range names {
		for dir := filepath.Dir(f.file(n)); !done[dir]; dir = filepath.Dir(dir) {
			done[dir] = true
			if err := syncDir(dir); err != nil {
				return fmt.Errorf("flush spool: %w", err)
			}
			if dir == f.path {
				break
			}
		}
	}
	return nil
}

// syncDir flushes a folder, where the system and its file system can.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	if runtime.GOOS == "windows" || errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission) {
		err = nil
	}
	return errors.Join(err, d.Close())
}

// Sweep removes what an interrupted write left. It is for the author's own
// folder, before anything is written: elsewhere such files are the engine's.
func (f *Folder) Sweep() error {
	dirs := []string{f.path}
	below, err := os.ReadDir(filepath.Join(f.path, BlobDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sweep spool: %w", err)
	}
	for _, d := range below {
		if d.IsDir() {
			dirs = append(dirs, filepath.Join(f.path, BlobDir, d.Name()))
		}
	}
	for _, dir := range dirs {
		if err := sweepDir(dir); err != nil {
			return fmt.Errorf("sweep spool: %w", err)
		}
	}
	return nil
}

func sweepDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	for {
		names, err := d.Readdirnames(atOnce)
		for _, name := range names {
			if strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix) {
				if err := os.Remove(filepath.Join(dir, name)); err != nil {
					return err
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
