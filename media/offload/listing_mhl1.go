package offload

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

type xmlHash1 struct {
	File  string `xml:"file"`
	Size  string `xml:"size"`
	Date  string `xml:"lastmodificationdate"`
	MD5   string `xml:"md5"`
	SHA1  string `xml:"sha1"`
	XXH64 string `xml:"xxhash64be"`
	Swap  string `xml:"xxhash64"` // little-endian
	XXH32 string `xml:"xxhash"`
	XXH3  string `xml:"xxhash3_64"`
	Wide  string `xml:"xxhash128"`
	C4    string `xml:"c4"`
}

// ReadMHL1 reads a list of the Media Hash List format, version 1 (the one
// before ASC MHL), as most offload tools write it. Errors are ErrManifest and
// ErrGreedy.
func ReadMHL1(r io.Reader) (*Listing, error) {
	b, err := readBounded(r, maxManifest)
	if err != nil {
		return nil, fmt.Errorf("read MHL: %w", err)
	}
	c := newCollector(ListMHL)
	if err := c.readMHL1(b); err != nil {
		return nil, fmt.Errorf("read MHL: %w", errors.Join(ErrManifest, err))
	}
	c.listing.sort()
	return c.listing, nil
}

func (c *collector) readMHL1(b []byte) error {
	return eachElement(b, func(d *xml.Decoder, e xml.StartElement, depth int) error {
		switch name := e.Name.Local; {
		case depth == 0 && name == "hashlist":
			if v := attribute(e, "version"); !strings.HasPrefix(v, "1.") && v != "1" {
				return fmt.Errorf("version %.20q", v)
			}
			return errEnter
		case depth == 0:
			return fmt.Errorf("root %.40q", name)
		case name == "hash":
			return c.hash1(d, e)
		case name == "creatorinfo":
			return c.creator1(d, e)
		}
		return d.Skip()
	})
}

func (c *collector) creator1(d *xml.Decoder, e xml.StartElement) error {
	var x struct {
		Tool string `xml:"tool"`
	}
	err := d.DecodeElement(&x, &e)
	c.listing.Tool = strings.TrimSpace(x.Tool)
	return err
}

func (c *collector) hash1(d *xml.Decoder, e xml.StartElement) error {
	var x xmlHash1
	if err := d.DecodeElement(&x, &e); err != nil {
		return err
	}
	entry := Entry{Path: foreign(x.File), Size: -1, Time: moment(x.Date), Sums: Sums{}, Other: x.XXH32 != ""}
	if entry.Path == "" {
		return fmt.Errorf("path %.100q", x.File)
	}
	if n, err := strconv.ParseInt(strings.TrimSpace(x.Size), 10, 64); err == nil && n >= 0 {
		entry.Size = n
	}
	for f, v := range map[Format]string{MD5: x.MD5, SHA1: x.SHA1, XXH64: x.XXH64, XXH3: x.XXH3, XXH128: x.Wide, C4: x.C4} {
		if v == "" {
			continue
		}
		normal, err := f.normal(v)
		if err != nil {
			return fmt.Errorf("%s of %.100q", f, x.File)
		}
		entry.Sums[f] = normal
	}
	if x.Swap != "" && entry.Sums[XXH64] == "" {
		raw, err := XXH64.parse(strings.TrimSpace(x.Swap))
		if err != nil {
			return fmt.Errorf("xxhash64 of %.100q", x.File)
		}
		slices.Reverse(raw)
		entry.Sums[XXH64] = XXH64.spell(raw)
	}
	return c.add(entry)
}
