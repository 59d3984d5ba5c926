package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
)

// childPhones is the process that serves the signing page from a kit of its
// own, so that the memory measured is the kit's and not the phones'.
const childPhones = "phones"

// served is what the serving process says at the end.
type served struct {
	reply
	Given  int // consents that are given and whose particulars are there
	People int // names among them
}

// servePhones says the link of the page, serves it until its input ends, and
// says what it held then.
func servePhones(ctx context.Context, in io.Reader, w io.Writer, o options) error {
	if err := os.MkdirAll(o.out, 0o700); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(o.out, "phones")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	h, err := flow.OpenHome(flow.Options{Dir: filepath.Join(dir, "home"), Create: keep.Create, Open: keep.Open})
	if err != nil {
		return err
	}
	k, _, err := h.Found(ctx, production())
	if err != nil {
		return err
	}
	defer func() { _ = k.Close() }()
	p, err := k.OpenPhones(ctx, flow.PhoneStart{Listen: "127.0.0.1:0", Terms: "appearance", Language: "en", Crowd: true})
	if err != nil {
		return err
	}
	own, spent := watchMemory(), cpuTime()
	fmt.Fprintln(w, p.LocalLink())
	if _, err := io.Copy(io.Discard, in); err != nil {
		return err
	}
	s := served{reply: reply{Memory: memory(own()), Times: measured{"cpu": cpuTime() - spent}}}
	if err := p.Close(); err != nil {
		return err
	}
	s.Given, s.People = count(k)
	return json.NewEncoder(w).Encode(s)
}

// count reads back what is held: how many consents, of how many people.
func count(k *flow.Kit) (given, people int) {
	names := map[string]bool{}
	for _, c := range k.Consents() {
		if c.Status == consent.StatusGiven && c.Name != "" {
			given++
			names[c.Name] = true
		}
	}
	return given, len(names)
}
