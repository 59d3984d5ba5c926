package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	"iter"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"onset/signer/page/phonetest"
)

// pageLink is the address of a page, in words or in JSON.
var pageLink = regexp.MustCompile(`https?://[^\s"]+/s/[\w-]+#k=[\w-]{64}`)

// phoneCmd is a person on a phone: phone OUTPUT ACTION [NAME], where OUTPUT is
// the file that "onset sign" writes to and ACTION is sign, child, away, refuse or see.
func phoneCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: phone OUTPUT sign|child|away|refuse|see [NAME]")
	}
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	link := ""
	for link == "" && ctx.Err() == nil {
		out, _ := os.ReadFile(ts.MkAbs(args[0]))
		link = pageLink.FindString(string(out))
		<-time.After(10 * time.Millisecond)
	}
	p, err := phonetest.New(&http.Client{}, link)
	ts.Check(err)
	defer p.Client.CloseIdleConnections()
	a, err := act(ctx, p, args[1], strings.Join(args[2:], " "))
	ts.Check(err)
	if !a.OK {
		ts.Fatalf("the phone was told %q %v", a.Error, a.Fields)
	}
	switch {
	case a.Done != nil:
		ts.Setenv("ID", strings.TrimPrefix(a.Done.ID, "urn:uuid:"))
		ts.Setenv("SHORT", a.Done.Short)
	case a.Home != nil:
		ts.Setenv("CODE", strings.ReplaceAll(a.Home.Code, " ", ""))
	}
	ts.Setenv("BASE", p.Base)
}

func act(ctx context.Context, p *phonetest.Phone, action, name string) (phonetest.Answer, error) {
	query := ""
	if action == "child" || action == "away" {
		query = "?m=1"
	}
	f, err := p.Load(ctx, query)
	if err != nil {
		return phonetest.Answer{}, err
	}
	var uses []string
	for _, u := range f.Uses {
		uses = append(uses, u.Purpose)
	}
	switch action {
	case "sign":
		return p.Say(ctx, p.Message("send", phonetest.Send(f.Shown, phonetest.Adult(name, uses...))), selfie())
	case "child":
		answer := phonetest.Child(name, "Mette "+name, time.Now().Year()-10, uses...)
		return p.Say(ctx, p.Message("send", phonetest.Send(f.Shown, answer)), nil)
	case "away":
		child := map[string]any{"name": name}
		return p.Say(ctx, p.Message("away", map[string]any{"shown": f.Shown, "away": child}), nil)
	case "refuse":
		return p.Say(ctx, p.Message("refuse", map[string]any{"shown": f.Shown}), nil)
	}
	return p.Say(ctx, p.Message("hello", nil), nil)
}

// selfie is a small picture as a phone sends it.
func selfie() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 48)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// TestKilledAfterReceived kills the program at once after a phone was told that
// its answer is saved. Nothing of it is lost, and the same phone that sends it
// again at the restored poster gets the same number.
func TestKilledAfterReceived(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo")
	s := b.startSigning("--crowd", "--terms", "appearance")
	p, err := phonetest.New(&http.Client{}, s.link)
	b.must(err)
	f, err := p.Load(t.Context(), "")
	b.must(err)
	message := p.Message("send", phonetest.Send(f.Shown, phonetest.Adult("Karen Holm", "film", "stills", "social", "ads", "ai")))
	first, err := p.Say(t.Context(), message, selfie())
	b.must(err)
	b.must(s.cmd.Process.Kill())
	<-s.done
	s.done <- nil
	if first.Done == nil {
		t.Fatalf("not signed: %+v", first)
	}
	if got := s.one(t, "Karen Holm"); "urn:uuid:"+got.ID != first.Done.ID {
		t.Errorf("kept as %s, told %s", got.ID, first.Done.ID)
	}
	b.ok("check")

	again := b.startSigning("--crowd", "--terms", "appearance")
	if _, fragment, _ := strings.Cut(s.link, "/s/"); !strings.HasSuffix(again.link, fragment) {
		t.Fatalf("the poster said %s, the next start says %s", s.link, again.link)
	}
	p.Base = strings.TrimSuffix(again.link[:strings.Index(again.link, "/s/")], "/")
	second, err := p.Say(t.Context(), message, selfie())
	b.must(err)
	if second.Done == nil || second.Done.ID != first.Done.ID || second.Done.Band != first.Done.Band {
		t.Errorf("sent again: %+v, first %+v", second.Done, first.Done)
	}
	again.one(t, "Karen Holm")
}

// TestKilledWhilePhonesSend kills the program at a random moment while many
// phones send: who was told "saved" is there, once.
func TestKilledWhilePhonesSend(t *testing.T) {
	r := luck(t)
	for range rounds(3) {
		b := newBox(t)
		b.ok("init", "--demo")
		s := b.startSigning("--crowd", "--terms", "appearance")
		told := make(chan string, 40)
		for i := range cap(told) {
			go func() { told <- s.send(t, i) }()
		}
		after := r.IntN(cap(told) / 2)
		var saved []string
		for i := range cap(told) {
			if id := <-told; id != "" {
				saved = append(saved, id)
			}
			if i == after {
				b.must(s.cmd.Process.Kill())
			}
		}
		<-s.done
		s.done <- nil
		if len(saved) == 0 {
			t.Error("nobody was told anything")
		}
		kept := map[string]int{}
		for id := range b.consentIDs() {
			kept["urn:uuid:"+id]++
		}
		for _, id := range saved {
			if kept[id] != 1 {
				t.Errorf("%s was told to be saved and is there %d times", id, kept[id])
			}
		}
		b.ok("check")
	}
}

// consentIDs are the ids of all declarations, each as often as it is listed.
func (b *box) consentIDs() iter.Seq[string] {
	b.Helper()
	var all []struct{ ID string }
	b.must(json.Unmarshal([]byte(b.run("consents", "--json").out), &all))
	return func(yield func(string) bool) {
		for _, c := range all {
			if !yield(c.ID) {
				return
			}
		}
	}
}

// send has one phone sign and gives what it was told, empty for nothing.
func (s *signing) send(t *testing.T, i int) string {
	p, err := phonetest.New(&http.Client{}, s.link)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer p.Client.CloseIdleConnections()
	a, err := act(t.Context(), p, "sign", "Person "+strings.Repeat("i", i+1))
	if err != nil || a.Done == nil {
		return ""
	}
	return a.Done.ID
}

// TestCodesInTheTerminal reads the codes off the terminal as a phone's camera does.
func TestCodesInTheTerminal(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo")
	s := b.startSigning("--wifi", `Havnen;sild\og"kartofler`)
	s.says(regexp.MustCompile(`Ctrl-C`))
	want := []string{`WIFI:T:WPA;S:Havnen;P:sild\\og\"kartofler;;`, s.link}
	if got := s.codes(); !slices.Equal(got, want) {
		t.Errorf("the codes say %q, want %q", got, want)
	}
}
