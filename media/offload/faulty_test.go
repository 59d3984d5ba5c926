package offload

import (
	"io"
	"sync"
	"testing"
)

// faultyDisk is a real folder with something wrong. A hook that is nil changes
// nothing.
type faultyDisk struct {
	disk
	t        *testing.T
	mu       *sync.Mutex
	onCreate func(p string) error
	onWrite  func(p string, n int) error // before n bytes are written
	onCold   func(p string, b []byte)    // may spoil what is read back
	onRename func(from, to string) error
	onDone   func(p string) error // when a file is made durable
}

// with opens disks that hook prepares. Hooks are called one at a time.
func with(hook func(dir string, d *faultyDisk)) func(dir string) (disk, error) {
	return func(dir string) (disk, error) {
		real, err := openDisk(dir)
		if err != nil {
			return nil, err
		}
		d := &faultyDisk{disk: real, mu: &sync.Mutex{}}
		hook(dir, d)
		return d, nil
	}
}

type faultySink struct {
	sink
	d *faultyDisk
	p string
}

func (d *faultyDisk) create(p string, size int64) (sink, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.onCreate != nil {
		if err := d.onCreate(p); err != nil {
			return nil, err
		}
	}
	s, err := d.disk.create(p, size)
	if err != nil {
		return nil, err
	}
	return &faultySink{s, d, p}, nil
}

func (s *faultySink) Write(b []byte) (int, error) {
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	if s.d.onWrite != nil {
		if err := s.d.onWrite(s.p, len(b)); err != nil {
			return 0, err
		}
	}
	return s.sink.Write(b)
}

func (d *faultyDisk) settle(files []sink) []error {
	real := make([]sink, len(files))
	for i, f := range files {
		real[i] = f.(*faultySink).sink
	}
	errs := d.disk.settle(real)
	for i, f := range files {
		if d.onDone != nil && errs[i] == nil {
			errs[i] = d.onDone(f.(*faultySink).p)
		}
	}
	return errs
}

func (d *faultyDisk) rename(from, to string) error {
	if d.onRename != nil {
		if err := d.onRename(from, to); err != nil {
			return err
		}
	}
	return d.disk.rename(from, to)
}

func (d *faultyDisk) cold(p string, size int64) (io.ReadCloser, error) {
	r, err := d.disk.cold(p, size)
	if err != nil || d.onCold == nil {
		return r, err
	}
	return &spoiled{r, d, p}, nil
}

type spoiled struct {
	io.ReadCloser
	d *faultyDisk
	p string
}

func (s *spoiled) Read(b []byte) (int, error) {
	n, err := s.ReadCloser.Read(b)
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	s.d.onCold(s.p, b[:n])
	return n, err
}
