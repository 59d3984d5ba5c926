package page

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"onset/assets"
)

// drawing is a document ready to send.
type drawing struct{ plain, packed []byte }

// deliver sends a document, packed where the browser takes that.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, status int, d drawing) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Encoding, Accept-Language")
	body := d.plain
	if d.packed != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = d.packed
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a phone that has gone hears nothing
}

func takesGzip(accepts string) bool {
	for part := range strings.SplitSeq(accepts, ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == "gzip" {
			q = strings.ReplaceAll(q, " ", "")
			return strings.Trim(q, "q=0.") != "" || q == ""
		}
	}
	return false
}

// show sends the document of a door in the reader's language, or the choice of
// one where the text does not exist in it.
func (s *Server) show(w http.ResponseWriter, r *http.Request, d *Door, key string) {
	minor := r.URL.Query().Get("m") == "1"
	c, err := s.choose(r, d, minor)
	if err != nil {
		s.stop(w, r, err)
		return
	}
	part := r.URL.Query().Get("part") == "1"
	if c.sheet == nil {
		status := http.StatusOK
		if part {
			status = http.StatusNotAcceptable // a script wanted the inside of a page, and this is none
		}
		s.write(w, r, status, func(b io.Writer) error {
			return s.o.Docs.Languages(b, s.languageOf(r), c.lacks, c.languages)
		})
		return
	}
	v := View{Sheet: c.sheet, Kind: d.Kind, Door: d.ID, Key: key, Part: part}
	doc, err := s.drawn.get(drawnKey{d.ID, c.sheet.Language, minor, part, key != ""}, s.o.Now(), func(b io.Writer) error {
		return s.o.Docs.Page(b, v)
	})
	if err != nil {
		s.o.Log.Error("document not drawn", "kind", fmt.Sprintf("%T", err))
		http.Error(w, "broken", http.StatusInternalServerError)
		return
	}
	s.deliver(w, r, http.StatusOK, doc)
}

// choice is the text that a reader gets, or the languages it exists in.
type choice struct {
	sheet     *Sheet
	lacks     string // the language that was wanted and that it does not exist in
	languages []string
}

// choose picks the language: the one asked for, else the first of the phone's
// own that the text exists in, and the shoot's for a phone that names none.
func (s *Server) choose(r *http.Request, d *Door, minor bool) (choice, error) {
	sheet, err := s.o.Desk.Sheet(r.Context(), d, SheetQuery{Language: d.Language, Minor: minor})
	if err != nil && (!errors.Is(err, ErrNoText) || sheet == nil) {
		return choice{}, err
	}
	c := choice{languages: sheet.Languages}
	wanted := wantedLanguages(r)
	if len(wanted) == 0 {
		wanted = []string{d.Language}
	}
	for _, w := range wanted {
		tag := assets.Match(w, sheet.Languages)
		if tag == "" {
			continue
		}
		if tag != sheet.Language || err != nil {
			sheet, err = s.o.Desk.Sheet(r.Context(), d, SheetQuery{Language: tag, Minor: minor})
		}
		if errors.Is(err, ErrNoText) {
			break
		}
		c.sheet = sheet
		return c, err
	}
	c.lacks = assets.Match(wanted[0], s.tags)
	return c, nil
}

// drawnFor is how long a drawn document is given out again: a crowd that opens
// a poster at once costs one drawing, and a new text shows at once to a human eye.
const drawnFor = 3 * time.Second

const maxDrawn = 32

type drawnKey struct {
	door, lang         string
	minor, part, keyed bool
}

// drawn keeps documents for a moment.
type drawn struct {
	mu  sync.Mutex
	now map[drawnKey]*drawnOne
}

type drawnOne struct {
	sync.Mutex
	at      time.Time
	drawing drawing
}

func (d *drawn) get(k drawnKey, now time.Time, draw func(io.Writer) error) (drawing, error) {
	one := d.one(k)
	one.Lock()
	defer one.Unlock()
	if one.drawing.plain != nil && now.Sub(one.at) < drawnFor && !now.Before(one.at) {
		return one.drawing, nil
	}
	var plain, packed bytes.Buffer
	if err := draw(&plain); err != nil {
		return drawing{}, err
	}
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(plain.Bytes()); err != nil {
		return drawing{}, err
	}
	if err := z.Close(); err != nil {
		return drawing{}, err
	}
	one.at, one.drawing = now, drawing{plain.Bytes(), packed.Bytes()}
	return one.drawing, nil
}

func (d *drawn) one(k drawnKey) *drawnOne {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.now == nil || len(d.now) >= maxDrawn {
		d.now = map[drawnKey]*drawnOne{}
	}
	one := d.now[k]
	if one == nil {
		one = &drawnOne{}
		d.now[k] = one
	}
	return one
}
