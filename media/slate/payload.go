package slate

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

var (
	// ErrSlate means that a slate cannot be written, because a part of it is too
	// long or out of range.
	ErrSlate = errors.New("this does not fit on a slate")
	// ErrForeign means that a text is no slate of any version.
	ErrForeign = errors.New("not a slate")
	// ErrVersion means that a slate was shown by a later version of the kit.
	ErrVersion = errors.New("a slate of a later version")
	// ErrCheck means that the check digits do not fit: another production's key,
	// or a slate that no kit has shown.
	ErrCheck = errors.New("the slate's check digits do not fit")
)

// The text of a slate, all in the letters that a code packs most tightly, at
// most 38 of them, which is what the second smallest code holds at the level M:
//
//	ONSET1 TTTTT MMMMMMMM CCCC SCENE/TAKE
//
// without the spaces. T is the production's tag and M the milliseconds since
// 2020 in UTC, C the check digits over all the rest, in base 32 as Crockford
// has it, the highest digit first. SCENE is up to eleven letters; TAKE is a
// number without leading zeros, and is left out when there is none.
const (
	prefix    = "ONSET"
	version   = "1"
	tagDigits = 5
	msDigits  = 8
	ckDigits  = 4
	headSize  = len(prefix) + len(version) + tagDigits + msDigits + ckDigits
	// MaxScene is the length of a scene on a slate, in bytes.
	MaxScene = 11
	// MaxTake is the highest take on a slate.
	MaxTake = 999
	maxSize = headSize + MaxScene + 4
)

const (
	crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	// sceneLetters are those of a code's alphanumeric mode (ISO 18004, 7.4.4).
	sceneLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
)

var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// Tag tells productions apart, well enough for a slate that strayed in from
// the next stage.
type Tag uint32

// TagOf returns the tag of a production by its id.
func TagOf(production string) Tag {
	sum := sha256.Sum256([]byte(production))
	return Tag(binary.BigEndian.Uint32(sum[:]) >> (32 - 5*tagDigits))
}

// String is the tag as a slate has it, five letters.
func (t Tag) String() string { return base32(uint64(t), tagDigits) }

// Slate is what a slate says.
type Slate struct {
	Production Tag
	Scene      string // as SceneText makes it
	Take       int    // 0 when there is none
	At         time.Time
}

// SceneText turns what a crew calls a scene into what fits on a slate: upper
// case, other letters as a hyphen, at most MaxScene of them.
func SceneText(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(sceneLetters, r) {
			return r
		}
		return '-'
	}, strings.ToUpper(strings.TrimSpace(s)))
	return strings.TrimSpace(s[:min(len(s), MaxScene)])
}

// Encode writes a slate. The key, which all kits of a production have, makes
// check digits that others cannot; without one they only find errors. ErrSlate.
func Encode(s Slate, key []byte) (string, error) {
	ms := s.At.Sub(epoch).Milliseconds()
	if s.Scene != SceneText(s.Scene) || s.Take < 0 || s.Take > MaxTake || s.Production >= 1<<(5*tagDigits) || ms < 0 || ms >= 1<<(5*msDigits) {
		return "", fmt.Errorf("slate of scene %q, take %d: %w", s.Scene, s.Take, ErrSlate)
	}
	take := ""
	if s.Take > 0 {
		take = strconv.Itoa(s.Take)
	}
	head, tail := prefix+version+s.Production.String()+base32(uint64(ms), msDigits), s.Scene+"/"+take
	return head + check(key, head, tail) + tail, nil
}

// Parse reads what Encode wrote with the same key, and nothing else.
// ErrForeign, ErrVersion; ErrCheck comes with what the slate says, for a note.
func Parse(text string, key []byte) (Slate, error) {
	if !strings.HasPrefix(text, prefix) {
		return Slate{}, ErrForeign
	}
	if !strings.HasPrefix(text, prefix+version) && len(text) > len(prefix) && text[len(prefix)] > version[0] && text[len(prefix)] <= '9' {
		return Slate{}, ErrVersion
	}
	if !strings.HasPrefix(text, prefix+version) || len(text) <= headSize || len(text) > maxSize {
		return Slate{}, ErrForeign
	}
	body := text[len(prefix)+len(version):]
	tag, okTag := number(body[:tagDigits])
	ms, okMS := number(body[tagDigits : tagDigits+msDigits])
	tail := text[headSize:]
	cut := strings.LastIndexByte(tail, '/')
	if !okTag || !okMS || cut < 0 {
		return Slate{}, ErrForeign
	}
	take, ok := takeOf(tail[cut+1:])
	scene := tail[:cut]
	if !ok || scene != SceneText(scene) {
		return Slate{}, ErrForeign
	}
	s := Slate{Production: Tag(tag), Scene: scene, Take: take, At: epoch.Add(time.Duration(ms) * time.Millisecond)}
	head := text[:headSize-ckDigits]
	if !hmac.Equal([]byte(check(key, head, tail)), []byte(text[len(head):headSize])) {
		return s, ErrCheck
	}
	return s, nil
}

// takeOf reads a take as Encode writes it.
func takeOf(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n > 0 && n <= MaxTake && strconv.Itoa(n) == s
}

// check returns the digits over both parts.
func check(key []byte, head, tail string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(head + tail))
	return base32(uint64(binary.BigEndian.Uint32(mac.Sum(nil))>>(32-5*ckDigits)), ckDigits)
}

func base32(n uint64, digits int) string {
	b := make([]byte, digits)
	for i := range b {
		b[digits-1-i] = crockford[n>>(5*i)&31]
	}
	return string(b)
}

func number(s string) (n uint64, ok bool) {
	for i := range len(s) {
		d := strings.IndexByte(crockford, s[i])
		if d < 0 {
			return 0, false
		}
		n = n<<5 | uint64(d)
	}
	return n, true
}
