package consent_test

import (
	"bytes"
	"encoding"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	. "onset/consent"
)

const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// TestShortFindsEveryTypo tries every wrong letter and every swap of two, the
// check letter included.
func TestShortFindsEveryTypo(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		var id ID
		for i := range id {
			id[i] = byte(rnd.Uint32())
		}
		s := []byte(strings.ReplaceAll(id.Short(), "-", ""))
		if p, err := ParseShort(id.Short()); err != nil || p != id.Prefix() {
			t.Fatalf("%s reads as %v, %v", id.Short(), p, err)
		}
		for i := range s {
			for _, l := range []byte(letters) {
				refuse(t, s, func(b []byte) { b[i] = l })
			}
			for j := range i {
				refuse(t, s, func(b []byte) { b[i], b[j] = b[j], b[i] })
			}
		}
	}
}

func refuse(t *testing.T, s []byte, change func([]byte)) {
	t.Helper()
	b := bytes.Clone(s)
	change(b)
	if bytes.Equal(b, s) {
		return
	}
	if _, err := ParseShort(string(b)); !errors.Is(err, ErrTypo) {
		t.Fatalf("%s passes for %s: %v", b, s, err)
	}
}

func TestParseShort(t *testing.T) {
	short := numbered(0, 0).Short()
	if short != "0000-0000-0" {
		t.Fatalf("the first short id is %s", short)
	}
	for _, s := range []string{"00000000 0", "oooo-oooo-o", " 0000 0000 0 "} {
		if _, err := ParseShort(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"", "0000-0000", "0000-0000-00", "0000-000U-0", "0000-000é-0", "0000-0000-é"} {
		if _, err := ParseShort(s); err == nil {
			t.Errorf("%q passes for a short id", s)
		}
	}
}

// TestTextForms reads every form back, and refuses what we never write.
func TestTextForms(t *testing.T) {
	id := numbered(1, 0x1f)
	tests := []struct {
		name string
		zero func() encoding.TextUnmarshaler
		good []string
		bad  []string
	}{
		{
			"id", func() encoding.TextUnmarshaler { return new(ID) },
			[]string{"", id.String()},
			[]string{id.URN(), strings.ToUpper(id.String()), "00000000-0000-0000-0000-000000000000", id.String() + "0", "0", "-1000000-0000-0000-0000-000000000000", "01000000-0000-0000-0000-0000000000-0"},
		},
		{
			"ref", func() encoding.TextUnmarshaler { return new(Ref) },
			[]string{"", Ref{1}.String()},
			[]string{Ref{}.String(), strings.Repeat("A", 64), strings.Repeat("g", 64), "01", strings.Repeat("0", 66)},
		},
		{
			"stamp", func() encoding.TextUnmarshaler { return new(Stamp) },
			[]string{"", "2026-05-12T14:02:11.000+02:00", "2026-05-12T14:02:11.123Z", "2026-05-12T14:02:11.123-03:30", "0001-01-02T00:00:00.000Z", "9999-12-31T23:59:59.999Z"},
			[]string{"1970-01-01T00:00:00.000Z", "2026-05-12T14:02:11Z", "2026-05-12T14:02:11.000+00:00", "2026-05-12T14:02:11.0000Z", "2026-05-12T14:02:11,000Z", "2026-05-12 14:02:11.000Z", "2026-02-30T00:00:00.000Z", "2026-05-12T24:00:00.000Z", "2026-05-12T14:02:11.000+24:00", "0000-05-12T14:02:11.000Z", "0001-01-01T00:00:00.000Z", "now"},
		},
		{
			"date", func() encoding.TextUnmarshaler { return new(Date) },
			[]string{"", "1971-01-01", "2026-05-12", "2028-02-29", "9999-12-31"},
			[]string{"1970-12-31", "2026-5-12", "2026-02-29", "12.05.2026", "10000-01-01", "2026-05-12T00:00:00Z", "0000-00-00"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, s := range tt.good {
				v := tt.zero()
				if err := v.UnmarshalText([]byte(s)); err != nil {
					t.Errorf("%q: %v", s, err)
					continue
				}
				if back, err := v.(encoding.TextMarshaler).MarshalText(); err != nil || string(back) != s {
					t.Errorf("%q comes back as %q, %v", s, back, err)
				}
			}
			for _, s := range tt.bad {
				if err := tt.zero().UnmarshalText([]byte(s)); err == nil {
					t.Errorf("%q is accepted", s)
				}
			}
		})
	}
}

func TestParseID(t *testing.T) {
	id := numbered(1, 0xabc)
	for _, s := range []string{id.String(), id.URN(), strings.ToUpper(id.URN())} {
		if got, err := ParseID(s); err != nil || got != id {
			t.Errorf("%q reads as %v, %v", s, got, err)
		}
	}
	if _, err := ParseID("0-000000-0000-0000-0000-0000000000-0"); !errors.Is(err, ErrID) {
		t.Errorf("hyphens in the wrong place: %v", err)
	}
	made, err := NewID(bytes.NewReader(bytes.Repeat([]byte{0xff}, 16)))
	if err != nil || made.String() != "ffffffff-ffff-4fff-bfff-ffffffffffff" {
		t.Errorf("a new id is %v, %v", made, err)
	}
	if _, err := NewID(bytes.NewReader(nil)); err == nil {
		t.Error("an id was drawn from nothing")
	}
}

func TestUnwritableTimes(t *testing.T) {
	for _, v := range []encoding.TextMarshaler{
		Stamp{Milli: 1 << 60}, Stamp{Milli: -1 << 60}, Stamp{Milli: 1, Offset: 24 * 60}, Stamp{Milli: 1, Offset: -32768}, Date(1), Date(-400), Date(1 << 30),
	} {
		if b, err := v.MarshalText(); !errors.Is(err, ErrTime) {
			t.Errorf("%#v is written as %q, %v", v, b, err)
		}
	}
}

func TestDates(t *testing.T) {
	if got := NewDate(2028, time.February, 29).AddYears(1); got != NewDate(2029, time.March, 1) {
		t.Errorf("a year after 29 February is %s", got)
	}
	if got := today.AddDays(20).String(); got != "2026-06-01" {
		t.Errorf("twenty days on is %s", got)
	}
	if got := morning(0, 30).Date(); got != today {
		t.Errorf("half past midnight at the place is %s", got)
	}
	if !StampOf(time.Time{}).IsZero() || Date(0).String() != "" {
		t.Error("no time is written as one")
	}
}
