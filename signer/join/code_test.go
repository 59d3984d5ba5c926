package join

import (
	"crypto/rand"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/signer"
)

func drawCode(t *rapid.T) Code {
	c := Code{Kind: Kind(rapid.IntRange(1, 3).Draw(t, "kind"))}
	if c.Kind == Spare {
		c.Seed = signer.Seed(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "seed"))
		c.Production = [PinSize]byte(rapid.SliceOfN(rapid.Byte(), PinSize, PinSize).Draw(t, "production"))
	} else {
		c.Token = Token(rapid.SliceOfN(rapid.Byte(), TokenSize, TokenSize).Draw(t, "token"))
		c.Pin = [PinSize]byte(rapid.SliceOfN(rapid.Byte(), PinSize, PinSize).Draw(t, "pin"))
	}
	hosts := []string{"192.168.1.7:22443", "10.0.0.1:1", "[fd00::7]:22443", "[::1]:443", "office.example.org:22443", "kit:65535"}
	for range rapid.IntRange(0, maxAddresses).Draw(t, "addresses") {
		c.Addresses = append(c.Addresses, rapid.SampledFrom(hosts).Draw(t, "address"))
	}
	return c
}

func TestCodeComesBack(t *testing.T) {
	form := regexp.MustCompile(`^[0-9A-Z]{5}(-[0-9A-Z]{1,5})+$`)
	rapid.Check(t, func(t *rapid.T) {
		c := drawCode(t)
		text := c.String()
		if !form.MatchString(text) {
			t.Fatalf("%q is not what a QR code holds cheaply", text)
		}
		got, err := Parse(strings.ToLower(strings.ReplaceAll(text, "-", " ")))
		if err != nil || !reflect.DeepEqual(got, c) {
			t.Fatalf("%+v came back as %+v, %v", c, got, err)
		}
	})
}

func TestCodeOfOneAddressIsShort(t *testing.T) {
	c := Code{Kind: Enter, Addresses: []string{"192.168.1.7:22443"}}
	if n := len(strings.ReplaceAll(c.String(), "-", "")); n > 54 {
		t.Errorf("%d letters to type", n)
	}
}

func TestWhatNoCodeHolds(t *testing.T) {
	for _, a := range []string{
		"", "host", "host:0", "host:70000", "host:x", ":22443", "HOST:1", "a b:1", "192.168.001.1:1", "[::ffff:1.2.3.4]:1", "[fe80::1%eth0]:1",
		"0.0.0.0:22443", "-a:1", strings.Repeat("a", maxHost) + ":1", "æ:1",
	} {
		if text := (Code{Kind: Enter, Addresses: []string{a}}).String(); text != "" {
			t.Errorf("%q: %s", a, text)
		}
	}
	many := Code{Kind: Enter}
	for range maxAddresses + 1 {
		many.Addresses = append(many.Addresses, "a:1")
	}
	if many.String() != "" || (Code{}).String() != "" {
		t.Error("a code that cannot be read is shown")
	}
	for _, text := range []string{"", "ABC", "00000-00000", (Code{Kind: Enter}).String()[:20], signer.CodeText(make([]byte, 27)), signer.CodeText(append([]byte{1}, make([]byte, 27)...))} {
		if _, err := Parse(text); !errors.Is(err, ErrCode) && !errors.Is(err, ErrTypo) {
			t.Errorf("%q: %v", text, err)
		}
	}
	good := (Code{Kind: Enter}).String()
	if _, err := Parse("Z" + good[1:]); !errors.Is(err, ErrTypo) {
		t.Errorf("a wrong letter: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add((Code{Kind: Enter, Addresses: []string{"10.0.0.1:1", "a.b:2", "[fd00::7]:22443"}}).String())
	f.Add((Code{Kind: Spare}).String())
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text)
		if err != nil {
			if !errors.Is(err, ErrCode) && !errors.Is(err, ErrTypo) {
				t.Fatal(err)
			}
			return
		}
		again, err := Parse(c.String())
		if err != nil || !reflect.DeepEqual(again, c) {
			t.Fatalf("%+v came back as %+v, %v", c, again, err)
		}
	})
}

func TestInvite(t *testing.T) {
	a, b := consent.Ref{1}, consent.Ref{2}
	soon, late := day.Add(time.Minute), day.Add(InviteFor)
	for name, c := range map[string]struct {
		before func(*Invite)
		device consent.Ref
		at     time.Time
		wrong  bool
		want   error
	}{
		"in time":                       {device: a, at: soon},
		"too late":                      {device: a, at: late, want: ErrExpired},
		"a clock set back":              {device: a, at: day.Add(-time.Hour), want: ErrExpired},
		"a clock a little behind":       {device: a, at: day.Add(-time.Second)},
		"used by it":                    {before: func(i *Invite) { i.Device = a }, device: a, at: late.AddDate(1, 0, 0)},
		"used by another":               {before: func(i *Invite) { i.Device = b }, device: a, at: soon, want: ErrUsed},
		"used up":                       {before: func(i *Invite) { i.Tries = 0 }, device: a, at: soon, want: ErrTries},
		"a wrong token":                 {device: a, at: soon, wrong: true, want: ErrToken},
		"a wrong token by who is in":    {before: func(i *Invite) { i.Device = a }, device: a, at: soon, wrong: true, want: ErrToken},
		"a wrong one, and none is left": {before: func(i *Invite) { i.Tries = 0 }, device: a, at: soon, wrong: true, want: ErrToken},
	} {
		t.Run(name, func(t *testing.T) {
			i, err := NewInvite(rand.Reader, signer.RankCrew, "", day, 0)
			if err != nil {
				t.Fatal(err)
			}
			if c.before != nil {
				c.before(&i)
			}
			token := i.Token
			if c.wrong {
				token[TokenSize-1]++
			}
			tries := i.Tries
			if err := i.Use(token, c.device, c.at); !errors.Is(err, c.want) {
				t.Fatalf("got %v", err)
			}
			if used := i.Device == c.device; used != (c.want == nil) && c.before == nil {
				t.Error("used, and not let in; or the reverse")
			}
			if c.wrong && tries > 0 && i.Tries != tries-1 || i.Tries < 0 {
				t.Errorf("%d tries left", i.Tries)
			}
		})
	}
}
