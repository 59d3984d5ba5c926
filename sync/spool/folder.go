package spool

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"onset/consent"
	"onset/signer"
)

// Folder holds the spool files of one author. Its methods may be called from
// many goroutines; only the author's own device writes.
type Folder struct {
	path string
	own  owner
}

// Open gives the folder of an author of a production, which is made when it is
// not there.
func Open(path string, production, author consent.Ref) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	return At(path, production, author), nil
}

// At is Open for a folder that is only read: nothing is made.
func At(path string, production, author consent.Ref) *Folder {
	return &Folder{path: path, own: owner{production, author}}
}

// Path is where the folder lies.
func (f *Folder) Path() string { return f.path }

// Author is whose folder it is.
func (f *Folder) Author() consent.Ref { return f.own.author }

func (f *Folder) file(n Name) string { return filepath.Join(f.path, filepath.FromSlash(n.String())) }

// Size is how long a file is, in bytes, without reading it. fs.ErrNotExist
// when it is not there; ErrDamaged for what is no plain file or far too long.
func (f *Folder) Size(n Name) (int64, error) {
	info, err := os.Lstat(f.file(n))
	if err != nil {
		return 0, err
	}
	limit := int64(maxFile)
	if n.IsBlob() {
		limit = maxBlobFile
	}
	if !info.Mode().IsRegular() || info.Size() > limit {
		return 0, ErrDamaged
	}
	return info.Size(), nil
}

// Bytes reads a file whole and holds it to its name. fs.ErrNotExist, or ErrDamaged.
func (f *Folder) Bytes(n Name) ([]byte, error) {
	b, err := f.read(n)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", n, err)
	}
	return b, nil
}

func (f *Folder) read(n Name) ([]byte, error) {
	size, err := f.Size(n)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(f.file(n))
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	_, err = io.Copy(b, io.LimitReader(file, size+1))
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	if sha256.Sum256(b.Bytes()) != n.Sum {
		return nil, ErrDamaged
	}
	return b.Bytes(), nil
}

// Segment reads the statements of a file, in the order of the log. Their
// author and places hold; their seals are for the store to verify.
// fs.ErrNotExist, ErrDamaged, ErrForeign, ErrNewer, or signer.ErrNoIdentity
// when it was written for a key that is not here.
func (f *Folder) Segment(n Name, ids ...*signer.Identity) ([]signer.Sealed, error) {
	sealed, err := f.segment(n, ids)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", n, err)
	}
	return sealed, nil
}

func (f *Folder) segment(n Name, ids []*signer.Identity) ([]signer.Sealed, error) {
	if n.IsBlob() {
		return nil, ErrName
	}
	file, err := f.read(n)
	if err != nil {
		return nil, err
	}
	r, err := signer.Decrypt(bytes.NewReader(file), ids...)
	if errors.Is(err, signer.ErrNoIdentity) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxPlain+1))
	if err != nil || len(plain) > maxPlain {
		return nil, ErrDamaged
	}
	return f.own.unpack(n, plain)
}

// Blob reads a blob's sealed bytes. Whether they are what a statement names is
// for signer.OpenBlob to say. fs.ErrNotExist, or ErrDamaged.
func (f *Folder) Blob(n Name) (signer.Blob, error) {
	if !n.IsBlob() {
		return signer.Blob{}, fmt.Errorf("read %s: %w", n, ErrName)
	}
	b, err := f.Bytes(n)
	return signer.Blob{ID: n.Blob, Bytes: b}, err
}

// Remove deletes files; one that is not there is no error.
func (f *Folder) Remove(names ...Name) error {
	for _, n := range names {
		if err := os.Remove(f.file(n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove %s: %w", n, err)
		}
	}
	return nil
}

// OfBlob are the files that hold a blob, without reading them. It looks at the
// one folder they can lie in.
func (f *Folder) OfBlob(id consent.ID) ([]Name, error) {
	var out []Name
	below := BlobDir + "/" + id.String()[:2]
	entries, err := os.ReadDir(filepath.Join(f.path, filepath.FromSlash(below)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if n, err := ParseName(below + "/" + e.Name()); err == nil && n.Blob == id {
			out = append(out, n)
		}
	}
	return out, err
}
