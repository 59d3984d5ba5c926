package flow

import (
	"time"

	"onset/consent"
	"onset/signer/page"
)

// PhoneStart is how signing on phones begins. Empty fields are the shoot's defaults.
type PhoneStart struct {
	Listen   string // "addr:port"; empty = every address of this device, port DefaultPhonePort or the next free one
	Terms    string
	Language string
	Crowd    bool       // one poster for many; nobody compares codes
	WiFi     WiFi       // told by a code of its own, and remembered; empty = the one of Kit.WiFi
	Room     int        // how many phones the network carries at once; 0 = that of Kit.WiFi
	Person   consent.ID // signs again
	Expected consent.ID // the consent that was requested
	ClockOK  bool       // the crew confirmed a doubtful clock
}

// DefaultPhonePort is where the signing page listens.
const DefaultPhonePort = 8787

// WiFi is the set's network.
type WiFi struct {
	SSID     string `json:"ssid"`
	Password string `json:"password,omitempty"` // empty = an open network
	Hidden   bool   `json:"hidden,omitempty"`
}

// PhoneLink is one address of this device that phones may reach it at.
type PhoneLink struct {
	Interface string // "wlan0"
	Host      string // "192.168.1.20:8787"
	Link      string // of the page, with its fragment
	QR        [][]bool
	Test      string // "http://192.168.1.20:8787/", which says that the phone can see the tablet
	TestQR    [][]bool
	Hotspot   bool      // in a range that a phone's own hotspot gives out: it carries few phones
	Likely    bool      // a private address of a Wi-Fi or cable, the one to try first
	Reached   time.Time // when a phone was last seen through it; zero = not yet
}

// PhoneLine is one phone as the crew sees it.
type PhoneLine struct {
	page.Phone
	Name      string // once signed, and readable here
	Band      string
	Person    consent.ID
	State     consent.PersonState
	Gone      bool // silent, and not done
	Duplicate bool // perhaps somebody who signed already: the same name or band
}

// PhoneCounts are the phones that came, by where they stand.
type PhoneCounts struct {
	Here    int // on the page now
	InLine  int
	Signed  int
	Refused int
	Away    int
	Help    int // asked for help and are not done
}

// PhoneBoard is everything the crew sees while signing on phones is on.
type PhoneBoard struct {
	On       bool
	Crowd    bool
	Terms    string
	Language string
	WiFi     WiFi
	WiFiQR   [][]bool // nil without a network's name
	Links    []PhoneLink
	Expires  time.Time // of the code that is shown
	Phones   []PhoneLine
	PhoneCounts
	Room int // how many the network carries, 0 = not known
	Full bool
	Next []string // the next free numbers of wrist bands
}
