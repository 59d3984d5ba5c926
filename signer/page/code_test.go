package page

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTakeHomeCode(t *testing.T) {
	seen := map[string]bool{}
	for i := range 1000 {
		code := TakeHomeCode([16]byte{byte(i), byte(i >> 8)})
		if back, err := ParseCode(FormatCode(code)); err != nil || back != code || seen[code] {
			t.Fatalf("%q reads as %q, %v", code, back, err)
		}
		seen[code] = true
		if strings.ContainsAny(code, "01OI") || len(code) != 8 || FormatCode(code)[4] != ' ' {
			t.Fatalf("code %q", code)
		}
	}
	if got := TakeHomeCode([16]byte{}); got != "MGUPYXVN" {
		t.Errorf("the code of sixteen zeroes is %s: codes that were given out no longer open", got)
	}
}

func TestParseCode(t *testing.T) {
	for _, s := range []string{"K7M42QXD", "k7m4 2qxd", " K7M4-2QXD ", "k 7 m 4 – 2 q x d", "K7M4\u00a02QXD", "K7M4\n2QXD"} {
		if got, err := ParseCode(s); err != nil || got != "K7M42QXD" {
			t.Errorf("%q reads as %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "K7M42QX", "K7M42QXDD", "K7M42QX0", "K7M42QXO", "K7M42QX1", "K7M42QXI", "K7M4æ2QX", "K7M4/2QX", strings.Repeat(" ", 99) + "K7M42QXD"} {
		if got, err := ParseCode(s); !errors.Is(err, ErrCode) {
			t.Errorf("%q reads as %q, %v", s, got, err)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add("k7m4-2qxd")
	f.Fuzz(func(t *testing.T, s string) {
		code, err := ParseCode(s)
		if err != nil {
			return
		}
		if again, err := ParseCode(FormatCode(code)); err != nil || again != code || !utf8.ValidString(code) {
			t.Errorf("%q reads as %q, then as %q, %v", s, code, again, err)
		}
	})
}

func TestShortCode(t *testing.T) {
	d, phone := newTestDoor(t, ForSet), [32]byte{1}
	seen := map[string]bool{}
	for try := range 500 {
		c := shortCode(d, &phone, try)
		if len(c) != 4 || strings.Trim(c, "0123456789") != "" || c != shortCode(d, &phone, try) {
			t.Fatalf("code %q", c)
		}
		seen[c] = true
	}
	if len(seen) < 450 {
		t.Errorf("500 tries give only %d codes", len(seen))
	}
	if pairs("0721") != "07 21" || pairs("") != "" {
		t.Errorf("pairs: %q %q", pairs("0721"), pairs(""))
	}
}

func TestConsentIDIsOfDoorPhoneAndUse(t *testing.T) {
	a, b, one, two := newTestDoor(t, ForSet), newTestDoor(t, ForSet), [32]byte{1}, [32]byte{2}
	id := consentID(a, &one, idOfConsent)
	if id != consentID(a, &one, idOfConsent) || id[6]>>4 != 4 || id[8]>>6 != 2 {
		t.Errorf("id %s", id)
	}
	if id == consentID(b, &one, idOfConsent) || id == consentID(a, &two, idOfConsent) || id == consentID(a, &one, idOfRequest) {
		t.Error("two things with one id")
	}
}
