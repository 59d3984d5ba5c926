package page

import "encoding/json"

// What a phone posts to /s/{door}/in, and what it gets.
//
// A post is the phone's public key (32 bytes), a nonce (24) and a NaCl box of
// a message to the door's key. The message is JSON, and with a selfie a zero
// byte and the picture's bytes after it: JSON holds no zero byte, and a
// picture as text would cost the network a third more. The answer is a nonce
// and a box of JSON to the phone's key, with status 200.
//
// Where the door itself cannot answer, nothing is boxed: the status is not 200
// and the body is one word of reply.Error ("old", "off", "broken", "slow", "full").
//
// The door's public key and a secret of 16 bytes stand in the fragment of the
// link, which never leaves the phone:
//
//	http://192.168.1.20:8787/s/<door>#k=<base64url of key and secret, 48 bytes, without padding>
//
// The phone adds to its own fragment what a reload needs: "p" (the seed of its
// key, 32 bytes), "a" (the yes and no answers so far) and "l" (the language).
// Whoever came by a take-home code has no fragment; the document then carries
// key and secret in <html data-k>.
//
// Each message names its type in t, repeats the secret in s, and counts up in
// n, from 1. Numbers are compared within a type. The same n again gets the same
// answer as before and changes nothing, so a phone that heard no answer sends
// the same bytes again; "full", "busy", "slow" and "off" are no answers in that
// sense, and the same n is tried anew. A lower n than the last of its type is
// refused, except with hello and step, which are answered and change nothing.
// The answer to hello tells the highest n so far, because a reloaded page has
// forgotten its own: it goes on from there.
//
// A phone may send again after "fields" and after a refusal, not after "signed".

// Limits of what a phone may post.
const (
	MaxPost   = 2 << 20   // bytes of a post, with ink and selfie
	MaxWords  = 600 << 10 // bytes of its JSON, with ink
	MaxSelfie = 1 << 20   // bytes of the picture, JPEG or PNG
	MaxName   = 200       // bytes of a name, contact, workplace
	MaxBand   = 12
)

// message is everything a phone may say. Fields that do not belong to its type are refused.
type message struct {
	V      int    `json:"v"` // 1
	Type   string `json:"t"` // "hello", "step", "send", "refuse", "away", "back"
	Secret string `json:"s"` // base64url, 16 bytes
	N      int    `json:"n"`
	Lang   string `json:"l,omitempty"` // BCP 47; one that the page does not speak says nothing

	Step string `json:"step,omitempty"` // with step
	Help bool   `json:"help,omitempty"` // with step

	Shown  *Shown      `json:"shown,omitempty"`  // with send, refuse, away
	Answer *wireAnswer `json:"answer,omitempty"` // with send
	Away   *wireAway   `json:"away,omitempty"`   // with away
	Uses   []string    `json:"uses,omitempty"`   // with back; none = all
}

type wireAnswer struct {
	Answers    map[string]string `json:"answers"` // purpose: "yes", "no"
	Name       string            `json:"name"`
	Contact    string            `json:"contact,omitempty"`
	Work       string            `json:"work,omitempty"`
	Band       string            `json:"band,omitempty"`
	Adult      bool              `json:"adult,omitempty"`
	Year       int               `json:"year,omitempty"`
	Month      int               `json:"month,omitempty"`
	Conditions []string          `json:"conditions,omitempty"`
	Child      string            `json:"child,omitempty"` // "yes", "no"; absent = not asked
	Guardian   *wireGuardian     `json:"guardian,omitempty"`
	Method     string            `json:"method"`        // "drawn", "held"
	Ink        json.RawMessage   `json:"ink,omitempty"` // with drawn; as signer.ParseInk reads it: {"w":,"h":,"strokes":[[{"x":,"y":,"t":}]]}
}

type wireGuardian struct {
	Name      string `json:"name"`
	Relation  string `json:"relation"` // "mother", "father", "parent"; anything else cannot sign
	Contact   string `json:"contact"`
	Authority bool   `json:"authority"`
	Other     string `json:"other"` // "none", "agrees", "must_sign"
}

type wireAway struct {
	Name string `json:"name"`
	Band string `json:"band,omitempty"`
}

// reply is everything a door may answer.
type reply struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"` // "used", "old", "off", "busy", "full", "changed", "fields", "broken", "slow"
	N     int    `json:"n,omitempty"`     // with hello: the highest n this phone has used

	Code string `json:"code,omitempty"` // "4721"; empty in a crowd
	Step string `json:"step,omitempty"` // "waiting" in line, "reading" … while open, "signed", "refused", "away" when this phone is done
	Line int    `json:"line,omitempty"` // place in line, with busy

	Fields []Field      `json:"fields,omitempty"` // with fields
	Done   *wireReceipt `json:"done,omitempty"`
	Home   *wireHome    `json:"home,omitempty"`
}

// wireReceipt holds no name: the phone shows what it holds itself.
type wireReceipt struct {
	ID        string       `json:"id"` // urn:uuid:…
	Short     string       `json:"short"`
	Date      string       `json:"date"` // in words, in the language of the answer
	Time      string       `json:"time"`
	Band      string       `json:"band,omitempty"`
	NewBand   bool         `json:"new_band,omitempty"`
	Choices   []wireChoice `json:"choices"`
	Waiting   string       `json:"waiting,omitempty"` // see Receipt
	Home      *wireHome    `json:"home,omitempty"`
	Withdrawn bool         `json:"withdrawn,omitempty"`
	QR        []string     `json:"qr"` // rows of "0" and "1", without a quiet zone
}

type wireChoice struct {
	Purpose   string `json:"p"`
	Title     string `json:"title"`
	Yes       bool   `json:"yes"`
	Until     string `json:"until,omitempty"` // in words
	Withdrawn bool   `json:"withdrawn,omitempty"`
}

type wireHome struct {
	Code string   `json:"code"` // "K7M4 2QXD"
	By   string   `json:"by"`   // in words
	Base string   `json:"base,omitempty"`
	Link string   `json:"link,omitempty"`
	QR   []string `json:"qr,omitempty"` // of the link
}
