package offload

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// xmlWriter writes elements with an indent of two blanks and keeps the first error.
type xmlWriter struct {
	*bufio.Writer
	depth int
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

func (w *xmlWriter) line(s string) {
	_, _ = w.WriteString(strings.Repeat("  ", w.depth) + s + "\n") // Flush returns the error
}

func (w *xmlWriter) in(tag string, inside func()) {
	name, _, _ := strings.Cut(tag, " ")
	w.line("<" + tag + ">")
	w.depth++
	inside()
	w.depth--
	w.line("</" + name + ">")
}

// text writes an element without children. Attributes come in pairs of name
// and value; those without value are left out.
func (w *xmlWriter) text(name, value string, attributes ...string) {
	var b strings.Builder
	b.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			b.WriteString(" " + attributes[i] + `="` + escaped(attributes[i+1]) + `"`)
		}
	}
	w.line(b.String() + ">" + escaped(value) + "</" + name + ">")
}

// date is a time as XML Schema writes it; nothing for years it cannot write.
func date(t time.Time) string {
	if t = t.UTC(); t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return t.Format("2006-01-02T15:04:05.999999999-07:00")
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// write writes the manifest as ASCMHL.xsd orders it: hashes before metadata,
// which the specification's text prints the other way round.
func (m *Manifest) write(to io.Writer) error {
	w := &xmlWriter{Writer: bufio.NewWriter(to)}
	_, _ = w.WriteString(xmlHead) // Flush returns the error
	w.in(`hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0"`, func() {
		w.in("creatorinfo", func() { m.writeCreator(w) })
		w.in("processinfo", func() { m.writeProcess(w) })
		if len(m.Records) > 0 {
			w.in("hashes", func() {
				for i := range m.Records {
					m.Records[i].write(w)
				}
			})
		}
	})
	return w.Flush()
}

func (m *Manifest) writeCreator(w *xmlWriter) {
	c := m.Creator
	w.text("creationdate", date(m.Created))
	w.text("hostname", c.Host)
	w.text("tool", c.Tool, "version", c.Version)
	for _, a := range c.Authors {
		w.text("author", a.Name, "email", a.Email, "phone", a.Phone, "role", a.Role)
	}
	if c.Location != "" {
		w.text("location", c.Location)
	}
	if c.Comment != "" {
		w.text("comment", c.Comment)
	}
}

func (m *Manifest) writeProcess(w *xmlWriter) {
	w.text("process", string(m.Process))
	if len(m.Root.Content) > 0 {
		w.in("roothash", func() { m.Root.write(w, m.Created) })
	}
	w.in("ignore", func() {
		for _, p := range m.Ignore {
			w.text("pattern", p)
		}
	})
}

func (h TreeHash) write(w *xmlWriter, at time.Time) {
	for _, part := range []struct {
		name string
		sums Sums
	}{{"content", h.Content}, {"structure", h.Structure}} {
		w.in(part.name, func() {
			for _, f := range manifestFormats {
				if s := part.sums[f]; s != "" {
					w.text(string(f), s, "hashdate", date(at))
				}
			}
		})
	}
}

func (r *Record) write(w *xmlWriter) {
	if r.Folder {
		w.in("directoryhash", func() {
			w.text("path", r.Path, "lastmodificationdate", date(r.Time))
			r.Tree.write(w, time.Time{})
		})
		return
	}
	w.in("hash", func() {
		w.text("path", r.Path, "size", fmt.Sprint(r.Size), "lastmodificationdate", date(r.Time))
		for _, f := range manifestFormats {
			i := slices.IndexFunc(r.Sums, func(s Recorded) bool { return s.Format == f })
			if i >= 0 {
				w.text(string(f), r.Sums[i].Value, "action", string(r.Sums[i].Action), "hashdate", date(r.Sums[i].At))
			}
		}
		if r.Previous != "" {
			w.text("previousPath", r.Previous)
		}
	})
}

// writeChain writes the chain file.
func writeChain(to io.Writer, chain []Link) error {
	w := &xmlWriter{Writer: bufio.NewWriter(to)}
	_, _ = w.WriteString(xmlHead) // Flush returns the error
	w.in(`ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0"`, func() {
		for _, l := range chain {
			w.in(fmt.Sprintf(`hashlist sequencenr="%d"`, l.Number), func() {
				w.text("path", l.Name)
				w.text("c4", l.C4)
			})
		}
	})
	return w.Flush()
}
