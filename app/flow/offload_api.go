package flow

import (
	"time"

	"onset/consent"
	"onset/media/offload"
)

// CardVerdict says whether a card may be used again, and why.
type CardVerdict = offload.Verdict

// CardWord is the one word of a verdict, "card.word.<code>" of assets.
type CardWord = offload.Word

// CardWhy is what a verdict rests on, "card.why.<code>" of assets.
type CardWhy = offload.Why

// CardSeen is how much of a card was copied before, "card.seen.<code>" of assets.
type CardSeen = offload.Seen

// The words and reasons of a verdict, and how much of a card was copied before.
const (
	DoNotWipe = offload.DoNotWipe
	Reuse     = offload.Reuse

	CardCopying  = offload.WhyCopying
	CardFaults   = offload.WhyFaults
	CardNoCopy   = offload.WhyNoCopy
	CardOneCopy  = offload.WhyOneCopy
	CardCopies   = offload.WhyCopies
	CardOffice   = offload.WhyOffice
	CardRule     = offload.WhyRule
	CardOverride = offload.WhyOverride

	CardNew     = offload.SeenNone
	CardPartly  = offload.SeenPart
	CardAll     = offload.SeenAll
	CardIsEmpty = offload.SeenEmpty
)

// Volume is a mounted disk or card as the platform names it. Serial and Label
// may be empty.
type Volume struct {
	Dir       string // where it is mounted
	Device    string // what is mounted there
	Label     string
	Serial    string
	Size      int64 // bytes
	Removable bool
}

// CardSource is a mounted volume that looks like a card.
type CardSource struct {
	Volume
	Name    string   // label of the last card with this serial, else of the volume
	Layouts []string // structures of cameras in its root, as "DCIM"
}

// OffloadDraft is what to copy where.
type OffloadDraft struct {
	Source string
	To     []string // folders; the card's own folders and files come directly into them
	Below  bool     // instead, into a folder below each that is named as the card
	Label  string   // of the card; empty = as it was called before, else as its volume or folder
	Hashes []string // checksums besides xxh128: "xxh64", "xxh3", "md5", "sha1", "c4"
	Keeper string   // who keeps disks that have no keeper yet
}

// CardNote is something odd on a card. Code is one of assets: "card_report.note.<code>".
type CardNote struct{ Code, Path, Other string }

// OffloadPlan is what copying a card will mean. It is for one Offload.
type OffloadPlan struct {
	Source  string
	Label   string
	Layouts []string
	Files   int
	Clips   int
	Bytes   int64
	Notes   []CardNote
	Seen    CardSeen  // how much of it has verified copies
	Known   int       // files that have
	Before  *CardLine // the card most of it was copied from, nil for none
	To      []OffloadPlace

	card   *offload.Card
	plan   *offload.Plan
	kept   *keptCard
	prints keptPrints
	print  offload.Fingerprint
	places []place
	hashes []offload.Format
	keeper string
}

// Ready reports that there is something to copy, and room for it everywhere it can go.
func (p *OffloadPlan) Ready() bool {
	usable := 0
	for i := range p.To {
		switch t := &p.To[i]; {
		case t.Fault != "":
		case !t.Fits:
			return false
		default:
			usable++
		}
	}
	return usable > 0 && p.Files > 0
}

// OffloadPlace is what copying to one folder will mean.
type OffloadPlace struct {
	Dir       string
	Disk      consent.ID
	Name      string // of the disk
	Keeper    string
	SameDisk  bool     // it lies on the disk of an earlier place, and counts as one copy with it
	Copy      int      // files to be copied
	CopyBytes int64    // bytes of them
	Check     int      // files that are there and will be read again
	Done      int      // files that an interrupted offload finished
	Taken     []string // files in whose place there is another; it is never overwritten
	TooLarge  []string // files that the disk cannot hold
	Need      int64    // bytes
	Free      int64    // bytes; -1 when unknown
	Fits      bool
	Fault     string // why it cannot be used: code of assets "card_report.fault.<code>", empty when it can
}

// OffloadProgress is how far an offload is.
type OffloadProgress struct {
	Card    consent.ID
	Reading bool // the copies are there, their facts are being read
	Item    string
	To      []OffloadPace
	Verdict CardVerdict
	Left    time.Duration // negative while unknown
}

// OffloadPace is how far one destination is.
type OffloadPace struct {
	Dir      string
	Name     string
	Disk     consent.ID
	Files    int // finished
	Total    int
	Bytes    int64 // of all files
	Written  int64
	Verified int64         // read back
	Rate     float64       // bytes per second, 0 while unknown
	Left     time.Duration // negative while unknown
	Fault    string        // why nothing more is done here
}

// OffloadResult is what an offload did. With an error, it is what was done until then.
type OffloadResult struct {
	Card     consent.ID
	Label    string
	Files    int
	Clips    int
	Bytes    int64
	Verdict  CardVerdict
	To       []CardCopy
	Faults   []CardFault // at most maxFaults
	Notes    []CardNote
	Moved    []string       // files that changed on the card meanwhile
	Ingested []IngestResult // clips, where their first copy lies
}

// Complete reports that the whole card is at every destination.
func (r *OffloadResult) Complete() bool {
	for i := range r.To {
		if !r.To[i].Complete {
			return false
		}
	}
	return len(r.To) > 0
}

// CardFault is a file that is not good at a destination.
type CardFault struct {
	Path string
	Dir  string // of the destination
	Code string // of assets: "card_report.fault.<code>"
}

// CardCopy is a copy of a card in a folder.
type CardCopy struct {
	Dir      string // where it was last
	Disk     consent.ID
	Name     string // of the disk
	Keeper   string
	Good     int  // files with a verified copy
	Complete bool // all of the card is there and was read back
	Fault    string
	Manifest string // file name of its last generation
	C4       string // id of that file
	Checked  time.Time
	Adopted  bool // another tool made it
}

// CardLine is a card that was here.
type CardLine struct {
	ID       consent.ID
	Label    string
	Camera   string // make and model of its first clip
	First    time.Time
	Last     time.Time
	Files    int
	Clips    int
	Bytes    int64
	Rule     string // of its shoot
	Verdict  CardVerdict
	Copies   []CardCopy
	Reason   string // of an override: code of assets "card.reuse.<code>"
	ReasonBy string // who decided, empty when that is not known here
}

// CopyCheck is what verifying a folder found.
type CopyCheck struct {
	Dir        string
	Card       consent.ID // zero when nothing agreed
	Label      string
	Disk       consent.ID
	By         string // name of the list that it was verified by
	Tool       string // that made the list, empty when it does not say
	OK         bool   // every listed file is there and right
	Agree      int
	Differ     []string
	Missing    []string
	Unreadable []string
	Unproven   []string // listed without a checksum that is known here
	New        []string // not listed: not proven, so not registered
	Folders    []string // something in them was renamed or moved
	Manifest   string   // of the generation that was written, empty for none
	C4         string
	Verdict    CardVerdict
	Ingested   []IngestResult
}

// CardReasons are the reasons for using a card again against the rule: codes
// of assets "card.reuse.<code>".
func CardReasons() []string {
	return []string{"copied_elsewhere", "not_needed", "producer", "something_else"}
}
