package page

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"onset/assets"
)

// exchange is what a phone posts, and its answer.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request) {
	d, late, err := s.door(r.Context(), r.PathValue("door"))
	var out []byte
	if err == nil {
		out, err = s.hear(w, r, d, late)
	}
	if err != nil {
		s.logPost(r, err)
		s.stop(w, r, err)
		return
	}
	// The answer has its time from now on, however long the desk took.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	w.Header().Set("Content-Type", octets)
	w.Header().Set("Content-Length", strconv.Itoa(len(out)))
	_, _ = w.Write(out) // a phone that has gone sends the same again
}

func (s *Server) logPost(r *http.Request, err error) {
	f := faultOf(err)
	if unsaid, ok := s.faults.note(f.word, s.o.Now()); ok {
		s.o.Log.Warn("post refused", "why", f.word, "status", f.status, "size", r.ContentLength, "unsaid", unsaid)
	}
}

const octets = "application/octet-stream"

var crossOrigin = http.NewCrossOriginProtection()

// fromHere refuses what another site's page sends. A page under no-referrer
// may name its origin "null"; it could not have known the door's key elsewhere.
func fromHere(r *http.Request) bool {
	anonymous := r.Header.Get("Origin") == "null" && r.Header.Get("Sec-Fetch-Site") == ""
	return anonymous || crossOrigin.Check(r) == nil
}

// hear reads a post and gives the boxed answer to it. Errors are those that no
// phone can be told in a box.
func (s *Server) hear(w http.ResponseWriter, r *http.Request, d *Door, late bool) ([]byte, error) {
	if r.Header.Get("Content-Type") != octets || !fromHere(r) {
		return nil, errBroken
	}
	post, done, err := s.readPost(w, r)
	if err != nil {
		return nil, err
	}
	defer done()
	c, m, picture, err := s.open(r.Context(), d, post)
	var answer reply
	switch {
	case m != nil:
		m.Lang = assets.Match(m.Lang, s.tags)
		answer = s.talk(r.Context(), arrival{door: d, late: late, phone: c.phone, lang: m.Lang, now: s.o.Now()}, m, picture)
	case err != nil:
		return nil, err
	default: // the box is from this phone, what is in it is no message
		answer = replyOf(errBroken)
	}
	b, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	return c.seal(s.o.Rand, b)
}

// open takes a post out of its box. Without an error, the message is nil when
// the box was good and held none.
func (s *Server) open(ctx context.Context, d *Door, post []byte) (c channel, m *message, picture []byte, err error) {
	if err := enter(ctx, s.reading); err != nil {
		return c, nil, nil, errSlow
	}
	defer func() { <-s.reading }()
	c, plain, ok := openPost(&d.Key, post)
	if !ok {
		return c, nil, nil, errBroken
	}
	words, picture := splitPicture(plain)
	m, err = readMessage(words, &d.Key)
	if err != nil || picture != nil && m.Type != saySend {
		return c, nil, nil, nil
	}
	return c, m, picture, nil
}

// How a post may arrive: piece by piece, each within its time, all within
// readTime once it has its place.
const (
	piece     = 32 << 10
	pieceTime = 5 * time.Second
	placeTime = 20 * time.Second
)

// readPost reads a post into memory when there is room for it. done gives the
// room back. errLarge, errBroken, errSlow, errCut.
func (s *Server) readPost(w http.ResponseWriter, r *http.Request) (post []byte, done func(), err error) {
	n := r.ContentLength
	switch {
	case n > MaxPost:
		return nil, nil, errLarge
	case n < minPost: // also of unknown length
		return nil, nil, errBroken
	}
	room := &s.posts
	if n <= piece {
		room = &s.small
	}
	ctx, cancel := context.WithTimeout(r.Context(), placeTime)
	defer cancel()
	done, err = room.take(ctx, n)
	if err != nil {
		return nil, nil, errSlow
	}
	post, err = readPieces(w, r, n)
	if err != nil {
		done()
		return nil, nil, errCut
	}
	return post, done, nil
}

// readPieces gives each piece its time, by the machine's own clock as sockets do.
func readPieces(w http.ResponseWriter, r *http.Request, n int64) ([]byte, error) {
	deadlines := http.NewResponseController(w)
	body, post, end := http.MaxBytesReader(w, r.Body, MaxPost), make([]byte, n), time.Now().Add(readTime)
	for off := 0; off < len(post); off += piece {
		by := time.Now().Add(pieceTime)
		if by.After(end) {
			by = end
		}
		if err := deadlines.SetReadDeadline(by); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return nil, err
		}
		if _, err := io.ReadFull(body, post[off:min(off+piece, len(post))]); err != nil {
			return nil, err
		}
	}
	// Without this, a desk that takes longer than a piece looks like a phone that has gone.
	if err := deadlines.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, err
	}
	return post, nil
}
