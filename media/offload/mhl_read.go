package offload

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxManifest bounds a manifest or list in bytes. A card of a million files
// has one of about 400 MB; nobody has seen one of a tenth of that.
const maxManifest = 256 << 20

// readBounded reads all of r, ErrGreedy when it is longer than any real list.
func readBounded(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, ErrGreedy
	}
	return b, nil
}

// xmlSum is a checksum element: its name is the format.
type xmlSum struct {
	XMLName xml.Name
	Value   string `xml:",chardata"`
	Action  string `xml:"action,attr"`
	Date    string `xml:"hashdate,attr"`
}

type xmlPath struct {
	Value string `xml:",chardata"`
	Size  string `xml:"size,attr"`
	Date  string `xml:"lastmodificationdate,attr"`
}

type xmlSums struct {
	Sums []xmlSum `xml:",any"`
}

type xmlHash struct {
	Path      xmlPath  `xml:"path"`
	Previous  string   `xml:"previousPath"`
	Content   xmlSums  `xml:"content"`
	Structure xmlSums  `xml:"structure"`
	Sums      []xmlSum `xml:",any"`
}

type xmlCreator struct {
	Date string `xml:"creationdate"`
	Host string `xml:"hostname"`
	Tool struct {
		Name    string `xml:",chardata"`
		Version string `xml:"version,attr"`
	} `xml:"tool"`
	Authors []struct {
		Name  string `xml:",chardata"`
		Email string `xml:"email,attr"`
		Phone string `xml:"phone,attr"`
		Role  string `xml:"role,attr"`
	} `xml:"author"`
	Location string `xml:"location"`
	Comment  string `xml:"comment"`
}

type xmlProcess struct {
	Process string `xml:"process"`
	Root    struct {
		Content   xmlSums `xml:"content"`
		Structure xmlSums `xml:"structure"`
	} `xml:"roothash"`
	Ignore struct {
		Patterns []string `xml:"pattern"`
	} `xml:"ignore"`
}

// ReadManifest reads a generation of ASC MHL version 2 by any tool. Records
// whose path leads out of the folder are refused with everything else:
// ErrManifest, or ErrGreedy.
func ReadManifest(r io.Reader) (*Manifest, error) {
	b, err := readBounded(r, maxManifest)
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	m, err := parseManifest(b)
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", errors.Join(ErrManifest, err))
	}
	return m, nil
}

func parseManifest(b []byte) (*Manifest, error) {
	m := &Manifest{C4: ID(b)}
	err := eachElement(b, func(d *xml.Decoder, e xml.StartElement, depth int) error {
		switch name := e.Name.Local; {
		case depth == 0 && name == "hashlist":
			if v := attribute(e, "version"); !strings.HasPrefix(v, "2.") {
				return fmt.Errorf("version %.20q", v)
			}
			return errEnter
		case depth == 1 && name == "hashes":
			return errEnter
		case depth == 1 && name == "creatorinfo":
			return m.readCreator(d, e)
		case depth == 1 && name == "processinfo":
			return m.readProcess(d, e)
		case depth == 2 && (name == "hash" || name == "directoryhash"):
			return m.readRecord(d, e)
		case depth == 0:
			return fmt.Errorf("root %.40q", name)
		}
		return d.Skip()
	})
	if err == nil && m.Process == "" {
		err = errors.New("no process")
	}
	return m, err
}

// errEnter is the answer of a visitor that wants to see the children.
var errEnter = errors.New("enter")

// eachElement visits elements from the root on. A visitor reads an element to
// its end, or answers errEnter. Entities of a document type are not known and
// make an error.
func eachElement(b []byte, visit func(d *xml.Decoder, e xml.StartElement, depth int) error) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "us-ascii") || strings.EqualFold(charset, "utf8") {
			return in, nil
		}
		return nil, fmt.Errorf("charset %.20q", charset)
	}
	depth, seen := 0, false
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && seen {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			seen = true
			if err := visit(d, e, depth); errors.Is(err, errEnter) {
				depth++
			} else if err != nil {
				return err
			}
		case xml.EndElement:
			depth--
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// moment reads a date of XML Schema; zero for none, or for one without zone
// that is not understood.
func moment(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t
		}
	}
	return time.Time{}
}

func (m *Manifest) readCreator(d *xml.Decoder, e xml.StartElement) error {
	var x xmlCreator
	if err := d.DecodeElement(&x, &e); err != nil {
		return err
	}
	m.Created = moment(x.Date)
	m.Creator = Creator{
		Host: x.Host, Tool: strings.TrimSpace(x.Tool.Name), Version: x.Tool.Version,
		Location: x.Location, Comment: x.Comment,
	}
	for _, a := range x.Authors {
		m.Creator.Authors = append(m.Creator.Authors, Author{strings.TrimSpace(a.Name), a.Email, a.Phone, a.Role})
	}
	return nil
}

func (m *Manifest) readProcess(d *xml.Decoder, e xml.StartElement) error {
	var x xmlProcess
	if err := d.DecodeElement(&x, &e); err != nil {
		return err
	}
	m.Process = Process(strings.TrimSpace(x.Process))
	m.Root = TreeHash{x.Root.Content.sums(), x.Root.Structure.sums()}
	m.Ignore = x.Ignore.Patterns
	return nil
}

// sums keeps the checksums of kinds that are known and well written.
func (x xmlSums) sums() Sums {
	s := Sums{}
	for _, one := range x.Sums {
		if v, err := Format(one.XMLName.Local).normal(one.Value); err == nil {
			s[Format(one.XMLName.Local)] = v
		}
	}
	return s
}

func (m *Manifest) readRecord(d *xml.Decoder, e xml.StartElement) error {
	var x xmlHash
	if err := d.DecodeElement(&x, &e); err != nil {
		return err
	}
	r := Record{Folder: e.Name.Local == "directoryhash", Size: -1, Time: moment(x.Path.Date), Previous: x.Previous}
	if r.Path = local(strings.TrimSuffix(x.Path.Value, "/")); r.Path == "" {
		return fmt.Errorf("path %.100q", x.Path.Value)
	}
	if n, err := strconv.ParseInt(x.Path.Size, 10, 64); err == nil && n >= 0 {
		r.Size = n
	}
	if r.Folder {
		r.Tree = TreeHash{x.Content.sums(), x.Structure.sums()}
	}
	for _, s := range x.Sums {
		f := Format(s.XMLName.Local)
		if !slices.Contains(manifestFormats, f) {
			continue
		}
		v, err := f.normal(s.Value)
		if err != nil {
			return fmt.Errorf("%s of %.100q", f, r.Path)
		}
		r.Sums = append(r.Sums, Recorded{f, v, Action(s.Action), moment(s.Date)})
	}
	m.Records = append(m.Records, r)
	return nil
}
