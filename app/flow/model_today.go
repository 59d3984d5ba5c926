package flow

import (
	"time"

	"onset/consent"
)

// NeedKind is one sort of thing that waits for a person.
type NeedKind string

// The needs, most urgent first.
const (
	NeedAvoid       NeedKind = "avoid"        // do not film: people here
	NeedTookBack    NeedKind = "took_back"    // taken back since yesterday
	NeedCard        NeedKind = "card"         // cards that may not be used again
	NeedParent      NeedKind = "parent"       // waiting for parents
	NeedRenewal     NeedKind = "renewal"      // ends soon
	NeedClips       NeedKind = "clips"        // clips without people
	NeedSuggestions NeedKind = "suggestions"  // the board knows who is in them
	NeedCameraClock NeedKind = "camera_clock" // a camera's clock is off or unknown
	NeedSceneOpen   NeedKind = "scene_open"   // a scene left open for hours
	NeedDraft       NeedKind = "draft"        // an interrupted signing
	NeedKitClock    NeedKind = "kit_clock"    // this kit's own clock cannot be right
	NeedAdult       NeedKind = "adult"        // somebody turned 18 and must be told
	NeedDisk        NeedKind = "disk"         // little room left
	NeedSetAside    NeedKind = "set_aside"    // statements that were set aside
	NeedNotice      NeedKind = "notice"       // notices still up
	NeedAsideBack   NeedKind = "aside_back"   // something taken back on a device whose word does not count: a person has to look at once
	NeedFork        NeedKind = "fork"         // a device's log goes on in two ways
)

// Need is one row of "Needs you": a fix, not a report.
type Need struct {
	Kind   NeedKind
	Count  int
	People []PersonRow // those it is about, at most a few
	Clips  []consent.ID
	Date   consent.Date
	Camera string
	Ahead  time.Duration
	Bytes  int64
}

// TodayView is the first screen.
type TodayView struct {
	Production string
	Shoot      ShootLine
	Needs      []Need
	News       []News // what others said and nobody here has looked at
	OnCamera   int
	Waiting    int
	Office     time.Time // last word from the office, zero = never
	Unsent     int       // statements and particulars of this device that the office does not have; 0 while nothing carries them
	FreeBytes  int64
	Checklist  []Check
}

// ShootLine is the shoot's defaults in one line.
type ShootLine struct {
	ID       consent.ID
	Day      int
	Unit     string
	Band     string // letter on the wrist bands
	Place    string
	Terms    string // key of the default text
	AllTerms []string
	Language string
	Purpose  consent.Purpose // the one chips are judged by
}

// Check is one line of "Before you leave".
type Check struct {
	Kind  NeedKind
	Done  bool
	Count int
}
