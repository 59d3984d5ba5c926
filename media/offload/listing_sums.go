package offload

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
)

// maxLine bounds a line of a plain list: a checksum and the longest path.
const maxLine = 16 << 10

var (
	plainLine  = regexp.MustCompile(`^(\\?)(?:XXH3_)?([0-9A-Za-z]{16,128})(?: [ *]|\t)(.+)$`)
	taggedLine = regexp.MustCompile(`^(\\?)([A-Za-z0-9_-]+) \((.+)\) = ([0-9A-Za-z]+)$`)
)

// tags are the names of kinds that tools write in front of a checksum.
var tags = map[string]Format{
	"MD5": MD5, "SHA1": SHA1, "SHA-1": SHA1, "SHA256": SHA256, "SHA2-256": SHA256, "SHA512": SHA512, "SHA2-512": SHA512,
	"XXH64": XXH64, "XXH3": XXH3, "XXH3_64": XXH3, "XXH128": XXH128, "XXH3_128": XXH128, "C4": C4,
}

// ReadSums reads a plain list as xxhsum, md5sum, sha1sum and their like print
// it, with the checksum in front or tagged. The name of the list decides
// between kinds of the same length; where it does not, a file has to agree
// with one of them. Errors are ErrManifest when no line is a checksum or a
// path leads out of the folder, and ErrGreedy.
func ReadSums(r io.Reader, name string) (*Listing, error) {
	b, err := readBounded(r, maxManifest)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	c := newCollector(ListPlain)
	c.listing.Name = path.Base(name)
	if err := c.readSums(b, strings.ToLower(path.Base(name))); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, errors.Join(ErrManifest, err))
	}
	c.listing.sort()
	return c.listing, nil
}

func (c *collector) readSums(b []byte, name string) error {
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))
	lines.Buffer(make([]byte, 0, 4096), maxLine)
	for lines.Scan() {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		e, ok := parseSum(line, name)
		if !ok {
			c.listing.Skipped++
			continue
		}
		written := e.Path
		if e.Path = foreign(written); e.Path == "" {
			return fmt.Errorf("path %.100q", written)
		}
		if err := c.add(e); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if len(c.listing.Entries) == 0 {
		return errors.New("no checksum in it")
	}
	return nil
}

func parseSum(line, list string) (Entry, bool) {
	if m := taggedLine.FindStringSubmatch(line); m != nil {
		f := tags[strings.ToUpper(m[2])]
		v, err := f.normal(m[4])
		return Entry{Path: unescaped(m[1], m[3]), Size: -1, Sums: Sums{f: v}}, err == nil
	}
	m := plainLine.FindStringSubmatch(line)
	if m == nil {
		return Entry{}, false
	}
	e := Entry{Path: unescaped(m[1], m[3]), Size: -1, Sums: Sums{}}
	kinds := kindsOf(m[2], list)
	if strings.HasPrefix(strings.TrimPrefix(line, `\`), "XXH3_") {
		kinds = []Format{XXH3}
	}
	for _, f := range kinds {
		if v, err := f.normal(m[2]); err == nil {
			e.Sums[f] = v
		}
	}
	e.Any = len(e.Sums) > 1
	return e, len(e.Sums) > 0
}

// kindsOf tells the kinds that a checksum can be of, by its length and by the
// name of the list.
func kindsOf(sum, list string) []Format {
	named := func(part string, f Format, other ...Format) []Format {
		if strings.Contains(list, part) {
			return []Format{f}
		}
		return append(other, f)
	}
	switch len(sum) {
	case 16:
		return named("xxh3", XXH3, XXH64)
	case 32:
		if strings.Contains(list, "md5") {
			return []Format{MD5}
		}
		return named("xxh", XXH128, MD5)
	case 40:
		return []Format{SHA1}
	case 64:
		return []Format{SHA256}
	case c4Length:
		return []Format{C4}
	case 128:
		return []Format{SHA512}
	}
	return nil
}

// unescaped undoes what GNU tools do to names with line breaks: a backslash
// in front of the line, and \n, \r and \\ in the name.
func unescaped(mark, name string) string {
	if mark == "" {
		return name
	}
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r").Replace(name)
}

func (l *Listing) sort() {
	slices.SortFunc(l.Entries, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
}
