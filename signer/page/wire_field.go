package page

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // what phones take
	_ "image/png"  // what browsers cut out
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a line that must hold something.
func (f *form) text(name, key, s string) string {
	s, ok := clean(s)
	switch {
	case len(s) > MaxName:
		f.wrong(name, "err.long")
	case !ok || s == "":
		f.wrong(name, key)
	}
	return s
}

// name is a line with a letter in it.
func (f *form) name(name, key, s string) string {
	before := len(f.faults)
	s = f.text(name, key, s)
	if len(f.faults) == before && strings.IndexFunc(s, unicode.IsLetter) < 0 {
		f.wrong(name, key)
	}
	return s
}

// contact is an address with an @, or a number of at least 8 digits.
func (f *form) contact(name, key, s string, must bool) string {
	s, ok := clean(s)
	switch {
	case len(s) > MaxName:
		f.wrong(name, "err.long")
	case s == "" && !must:
	case !ok || !reaches(s):
		f.wrong(name, key)
	}
	return s
}

func reaches(s string) bool {
	local, domain, at := strings.Cut(s, "@")
	if at {
		return local != "" && domain != "" && !strings.ContainsAny(s, " <>") && !strings.Contains(domain, "@")
	}
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= 8
}

var bandForm = regexp.MustCompile(`^\p{L}{1,4}[0-9]{1,6}$`)

// band is the number of a wrist band: "A12". None is given yet where it is empty.
func (f *form) band(s string) string {
	s, ok := clean(s)
	s = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))
	if s != "" && (!ok || len(s) > MaxBand || !bandForm.MatchString(s)) {
		f.wrong("band", "err.band")
	}
	return s
}

// born checks a month and year of birth.
func (f *form) born(year, month int) bool {
	now := f.now
	switch {
	case year == 0 && month == 0:
		f.wrong("year", "err.born")
	case month < 1 || month > 12:
		f.wrong("month", "err.month")
	case year < 1900 || year > now.Year():
		f.wrong("year", "err.year")
	case year == now.Year() && month > int(now.Month()):
		f.wrong("month", "err.month")
	default:
		return true
	}
	return false
}

// clean makes one line of what was typed: trimmed, white space of any kind as
// one space. False when it holds what nobody types into a line: control
// characters, or marks that turn the direction of what stands around it.
// Markup stays as it is; it is data, and written as data wherever it is shown.
func clean(s string) (string, bool) {
	s = strings.Join(strings.Fields(s), " ")
	hostile := func(r rune) bool {
		return unicode.IsControl(r) || r == utf8.RuneError ||
			r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	}
	return s, utf8.ValidString(s) && strings.IndexFunc(s, hostile) < 0
}

// maxPictureSide is how many pixels a picture has on a side at most. The page
// sends 800; a picture of more would take hundreds of megabytes once decoded.
const maxPictureSide = 4000

var errPicture = errors.New("not a picture")

// checkPicture looks at the head of a picture: JPEG or PNG, and not too large.
// Whoever shows it decodes and encodes it anew.
func checkPicture(b []byte) error {
	if len(b) > MaxSelfie || !bytes.HasPrefix(b, []byte("\xff\xd8\xff")) && !bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) {
		return errPicture
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || kind != "jpeg" && kind != "png" ||
		c.Width < 1 || c.Height < 1 || c.Width > maxPictureSide || c.Height > maxPictureSide {
		return errPicture
	}
	return nil
}
