package probe

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onset/media"
)

// Ranks of the places a capture time can stand in; the lowest one wins. A time
// with a zone written by the camera comes before one that editors rewrite.
const (
	rankOriginal = iota + 1 // EXIF DateTimeOriginal, QuickTime creationdate
	rankCamera              // camera XML, udta ©day
	rankXMPOriginal
	rankDigitized
	rankXMPCreate
	rankContainer // mvhd, MXF package
	rankEdited
)

// clip collects facts while a reader walks a file.
type clip struct {
	facts   media.Facts
	rank    int // of the capture time so far
	blocks  int // EXIF blocks read
	packets int // XMP packets read
}

// maxBlocks bounds the EXIF blocks and the XMP packets read of one file. An
// honest one has one or two; a trap repeats a costly one thousands of times.
const maxBlocks = 8

// again counts one more block of a kind.
func again(n *int) error {
	if *n++; *n > maxBlocks {
		return errGreedy
	}
	return nil
}

// offer proposes a capture time of the given rank.
func (c *clip) offer(rank int, m media.Moment) {
	if m.Time.IsZero() || c.rank != 0 && c.rank <= rank {
		return
	}
	c.rank, c.facts.Captured = rank, m
}

func (c *clip) warn(code string) {
	if !slices.Contains(c.facts.Warnings, code) {
		c.facts.Warnings = append(c.facts.Warnings, code)
	}
}

func (c *clip) settle() media.Facts {
	if c.rank == rankEdited {
		c.warn(WarnTimeEdited)
	}
	slices.Sort(c.facts.Warnings)
	return c.facts
}

func (c *clip) is(kind media.Kind, format, mime string) {
	c.facts.Kind, c.facts.Format, c.facts.MIME = kind, format, mime
}

// maxText bounds a fact that people read.
const maxText = 256

// text makes a fact of foreign bytes: cut at the first NUL, valid UTF-8
// (Latin-1 when it is not), without control characters and padding.
func text(b []byte) string {
	s, _, _ := strings.Cut(string(b), "\x00")
	if !utf8.ValidString(s) {
		s = latin1(s)
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	if s = strings.TrimSpace(s); len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	return s
}

func latin1(s string) string {
	r := make([]rune, len(s))
	for i := range len(s) {
		r[i] = rune(s[i])
	}
	return string(r)
}

// set fills an empty text fact.
func set(dst *string, s string) {
	if *dst == "" {
		*dst = s
	}
}
