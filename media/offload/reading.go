package offload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// ReadBack reads a whole file past the cache, where the platform lets it, and
// gives its length and checksums. A link is not followed. ErrFormat, the file
// system's errors or the context's.
func ReadBack(ctx context.Context, name string, formats ...Format) (size int64, sums Sums, err error) {
	size, sums, err = readBack(ctx, name, formats)
	if err != nil {
		return 0, nil, fmt.Errorf("read back %s: %w", name, err)
	}
	return size, sums, nil
}

func readBack(ctx context.Context, name string, formats []Format) (int64, Sums, error) {
	d, err := newDigest(formats)
	if err != nil {
		return 0, nil, err
	}
	info, err := os.Lstat(name)
	if err != nil {
		return 0, nil, err
	}
	if !info.Mode().IsRegular() {
		return 0, nil, os.ErrInvalid
	}
	f, err := openCold(name, info.Size())
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = f.Close() }()
	block := newBlock(int(min(blockSize, (info.Size()/alignment+1)*alignment))) // thousands of small files are read one after another
	for size := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return 0, nil, err
		}
		n, err := f.Read(block.whole)
		_, _ = d.Write(block.whole[:n])
		size += int64(n)
		if errors.Is(err, io.EOF) {
			return size, d.sums(), nil
		}
		if err != nil {
			return 0, nil, err
		}
	}
}
