package offload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// plainNames are the file names of plain lists.
var plainNames = regexp.MustCompile(`(?i)(^(md5|sha1|sha256|sha512|xxh\w*|check)sums?(\.\w+)?$|\.(md5|sha1|sha256|sha512|xxh|xxh64|xxh3|xxh128|xxhash|c4|sums)$)`)

// FindListings reads every list in a folder: its ASC MHL history with those of
// folders below, and the lists of MHL 1 and plain ones that lie directly in
// it. A list that cannot be read makes an error, with those that can. Errors
// are ErrNoManifest when there is none, and those of the readers.
func FindListings(ctx context.Context, dir string) ([]*Listing, error) {
	var all []*Listing
	h, err := readHistories(ctx, dir)
	switch {
	case err == nil:
		all = append(all, h.Listing())
	case errors.Is(err, ErrNoManifest):
		err = nil
	}
	entries, readErr := os.ReadDir(dir)
	if readErr != nil {
		return nil, fmt.Errorf("find lists in %s: %w", dir, errors.Join(ErrNoFolder, readErr))
	}
	for _, e := range entries {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !e.Type().IsRegular() {
			continue
		}
		l, one := readList(filepath.Join(dir, e.Name()))
		if one != nil {
			err = errors.Join(err, one)
		} else if l != nil {
			all = append(all, l)
		}
	}
	if len(all) == 0 && err == nil {
		err = fmt.Errorf("find lists in %s: %w", dir, ErrNoManifest)
	}
	return all, err
}

// readList reads a file that has the name of a list; nothing otherwise.
func readList(name string) (*Listing, error) {
	mhl := strings.EqualFold(filepath.Ext(name), ".mhl")
	if !mhl && !plainNames.MatchString(filepath.Base(name)) {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	if !mhl {
		return ReadSums(f, filepath.Base(name))
	}
	l, err := ReadMHL1(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	l.Name = filepath.Base(name)
	return l, nil
}
