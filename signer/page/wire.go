package page

// What a phone posts to /s/{door}/in, and what it gets.
//
// A post is the phone's public key (32 bytes), a nonce (24) and a NaCl box of
// JSON to the door's key. The answer is a nonce and a box to the phone's key.
// The door's public key and a secret of 16 bytes stand in the fragment of the
// link, which never leaves the phone:
//
//	http://192.168.1.20:8787/s/<door>#k=<base64url of key and secret, 48 bytes>
//
// The phone adds to its own fragment what a reload needs: "p" (the seed of its
// key, 32 bytes), "a" (the yes and no answers so far) and "l" (the language).
// Whoever came by a take-home code has no fragment; the document then carries
// key and secret in <html data-k>.
//
// Each message names its type in t, repeats the secret in s, and counts up in
// n, so that an old one is not taken again. A message of the same n and type
// gets the same answer as before and changes nothing.

// Limits of what a phone may post.
const (
	MaxPost   = 2 << 20 // bytes, with ink and selfie
	MaxSelfie = 1 << 20 // bytes of the picture
	MaxName   = 200     // bytes of a name, contact, workplace
	MaxBand   = 12
)

// message is everything a phone may say. Fields that do not belong to its type are refused.
type message struct {
	V      int    `json:"v"` // 1
	Type   string `json:"t"` // "hello", "step", "send", "refuse", "away", "back"
	Secret string `json:"s"` // base64url, 16 bytes
	N      int    `json:"n"`
	Lang   string `json:"l,omitempty"`

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
	Method     string            `json:"method"` // "drawn", "held"
	Ink        *wireInk          `json:"ink,omitempty"`
	Selfie     string            `json:"selfie,omitempty"` // base64 (standard alphabet) of a JPEG
}

type wireGuardian struct {
	Name      string `json:"name"`
	Relation  string `json:"relation"` // "mother", "father", "parent"; anything else cannot sign
	Contact   string `json:"contact"`
	Authority bool   `json:"authority"`
	Other     string `json:"other"` // "none", "agrees", "must_sign"
}

type wireAway struct {
	Name  string `json:"name"`
	Band  string `json:"band,omitempty"`
	Year  int    `json:"year,omitempty"`
	Month int    `json:"month,omitempty"`
}

// wireInk is ink in the form that signer.ParseInk reads.
type wireInk struct {
	W       float64       `json:"w"`
	H       float64       `json:"h"`
	Strokes [][]wirePoint `json:"strokes"`
}

type wirePoint struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	T int     `json:"t"`
}

// reply is everything a door may answer.
type reply struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"` // "used", "old", "off", "busy", "full", "changed", "fields", "broken", "slow"

	Code string `json:"code,omitempty"` // "4721"; empty in a crowd
	Step string `json:"step,omitempty"` // "signed", "refused", "away" when this phone is done
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
