// Package phonetest is a phone for tests and benches: it speaks to a signing
// page over the network as the page's own script does, from its description
// and not from its code.
package phonetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"

	"golang.org/x/crypto/nacl/box"

	"onset/signer/page"
)

// ErrBox means an answer is not from the door, or not to this phone.
var ErrBox = errors.New("answer does not open")

// Refused is an answer outside of a box.
type Refused struct {
	Status int
	Word   string
}

// Error names status and word.
func (r *Refused) Error() string { return fmt.Sprintf("status %d: %s", r.Status, r.Word) }

// Phone is one phone with a page open.
type Phone struct {
	Client *http.Client
	Base   string // "http://192.168.1.20:8787"
	Door   string
	Key    page.DoorKey // without the private half
	N      int          // last number of a message
	Lang   string

	Public, Private [32]byte
}

// New is a phone that has read the code of a link. page.ErrLink.
func New(c *http.Client, link string) (*Phone, error) {
	base, door, key, err := page.ParseLink(link)
	if err != nil {
		return nil, err
	}
	public, private, err := box.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return &Phone{Client: c, Base: base, Door: door, Key: key, Lang: "en", Public: *public, Private: *private}, nil
}

// Facts are what the document tells the script.
type Facts struct {
	Lang  string     `json:"lang"`
	Minor bool       `json:"minor"`
	Shown page.Shown `json:"shown"`
	Uses  []struct {
		Purpose string `json:"p"`
	} `json:"uses"`
}

var factsForm = regexp.MustCompile(`(?s)id="?facts"?[^>]*>(.*?)</script>`)

// Load opens the document with a query such as "?l=da&m=1".
func (p *Phone) Load(ctx context.Context, query string) (Facts, error) {
	var f Facts
	doc, err := p.get(ctx, "/s/"+p.Door+query)
	if err != nil {
		return f, err
	}
	found := factsForm.FindSubmatch(doc)
	if found == nil {
		return f, errors.New("the document holds no facts")
	}
	return f, json.Unmarshal(found[1], &f)
}

func (p *Phone) get(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Base+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Language", p.Lang)
	status, b, err := p.do(req)
	if err == nil && status != http.StatusOK {
		err = &Refused{Status: status}
	}
	return b, err
}

// Answer is what a door answers.
type Answer struct {
	OK     bool         `json:"ok"`
	Error  string       `json:"error"`
	N      int          `json:"n"`
	Code   string       `json:"code"`
	Step   string       `json:"step"`
	Line   int          `json:"line"`
	Fields []page.Field `json:"fields"`
	Done   *Done        `json:"done"`
	Home   *Home        `json:"home"`
}

// Done is a receipt.
type Done struct {
	ID, Short, Date, Time, Band, Waiting string
	NewBand                              bool `json:"new_band"`
	Withdrawn                            bool
	Choices                              []struct {
		P, Title, Until string
		Yes, Withdrawn  bool
	}
	Home *Home
	QR   []string
}

// Home is a take-home code.
type Home struct {
	Code, By, Base, Link string
	QR                   []string
}

// Message is a message of a type with more fields, counted.
func (p *Phone) Message(kind string, more map[string]any) map[string]any {
	p.N++
	m := map[string]any{"v": 1, "t": kind, "s": base64.RawURLEncoding.EncodeToString(p.Key.Secret[:]), "n": p.N, "l": p.Lang}
	for k, v := range more {
		m[k] = v
	}
	return m
}

// Say posts a message and opens the answer. *Refused, ErrBox.
func (p *Phone) Say(ctx context.Context, message map[string]any, picture []byte) (Answer, error) {
	b, err := json.Marshal(message)
	if err != nil {
		return Answer{}, err
	}
	if picture != nil {
		b = append(append(b, 0), picture...)
	}
	post, err := p.Seal(b)
	if err != nil {
		return Answer{}, err
	}
	return p.Post(ctx, post)
}

// Seal boxes words to the door.
func (p *Phone) Seal(plain []byte) ([]byte, error) {
	var nonce [24]byte
	if _, err := io.ReadFull(rand.Reader, nonce[:]); err != nil {
		return nil, err
	}
	post := append(append([]byte{}, p.Public[:]...), nonce[:]...)
	return box.Seal(post, plain, &nonce, &p.Key.Public, &p.Private), nil
}

// Post posts what Seal made, or something else, and opens the answer.
func (p *Phone) Post(ctx context.Context, post []byte) (Answer, error) {
	var a Answer
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Base+"/s/"+p.Door+"/in", bytes.NewReader(post))
	if err != nil {
		return a, err
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("Origin", p.Base)
	status, b, err := p.do(req)
	switch {
	case err != nil:
		return a, err
	case status != http.StatusOK:
		return a, &Refused{status, string(b)}
	case len(b) < 24:
		return a, ErrBox
	}
	var nonce [24]byte
	copy(nonce[:], b)
	plain, ok := box.Open(nil, b[24:], &nonce, &p.Key.Public, &p.Private)
	if !ok {
		return a, ErrBox
	}
	return a, json.Unmarshal(plain, &a)
}

func (p *Phone) do(req *http.Request) (int, []byte, error) {
	resp, err := p.Client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	_ = resp.Body.Close()
	return resp.StatusCode, b, err
}
