package spool

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"onset/consent"
)

// ErrName means a path is not one that a spool file can have.
var ErrName = errors.New("not the name of a spool file")

// BlobDir is the folder that blobs lie below.
const BlobDir = "b"

const (
	suffix  = ".age"
	maxName = 160
	maxSeq  = 1 << 53
)

// Name is the path of a spool file below its author's folder, taken apart.
type Name struct {
	First, Last uint64     // places in the log, of a segment
	Blob        consent.ID // of a blob; zero for a segment
	Sum         consent.Ref
}

// IsBlob reports whether the file holds a blob and no statements.
func (n Name) IsBlob() bool { return !n.Blob.IsZero() }

// String is the path, with slashes.
func (n Name) String() string {
	if n.IsBlob() {
		id := n.Blob.String()
		return BlobDir + "/" + id[:2] + "/" + id + "-" + n.Sum.String() + suffix
	}
	return strconv.FormatUint(n.First, 10) + "-" + strconv.FormatUint(n.Last, 10) + "-" + n.Sum.String() + suffix
}

// ParseName reads a path with slashes. ErrName for everything that String does not write.
func ParseName(path string) (Name, error) {
	if len(path) > maxName {
		return Name{}, ErrName
	}
	n, ok := parseSegment(path)
	if strings.HasPrefix(path, BlobDir+"/") {
		n, ok = parseBlob(path)
	}
	if !ok || n.String() != path {
		return Name{}, ErrName
	}
	return n, nil
}

func parseSegment(path string) (n Name, ok bool) {
	parts := strings.Split(strings.TrimSuffix(path, suffix), "-")
	if len(parts) != 3 {
		return n, false
	}
	var errs [3]error
	n.First, errs[0] = strconv.ParseUint(parts[0], 10, 64)
	n.Last, errs[1] = strconv.ParseUint(parts[1], 10, 64)
	n.Sum, errs[2] = parseSum(parts[2])
	return n, errors.Join(errs[:]...) == nil && n.First >= 1 && n.First <= n.Last && n.Last <= maxSeq
}

func parseBlob(path string) (n Name, ok bool) {
	base := strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], suffix)
	cut := strings.LastIndexByte(base, '-')
	if cut < 0 {
		return n, false
	}
	var errs [2]error
	n.Blob, errs[0] = consent.ParseID(base[:cut])
	n.Sum, errs[1] = parseSum(base[cut+1:])
	return n, errors.Join(errs[:]...) == nil && n.IsBlob()
}

func parseSum(s string) (sum consent.Ref, err error) {
	if len(s) != hex.EncodedLen(sha256.Size) {
		return sum, ErrName
	}
	_, err = hex.Decode(sum[:], []byte(s))
	return sum, err
}
