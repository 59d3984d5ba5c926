package flow

import (
	"time"

	"onset/consent"
	"onset/media"
)

// ClipRow is one clip in a list or grid.
type ClipRow struct {
	ID       consent.ID
	Name     string
	Result   media.Result // for the shoot's main purpose
	People   []PersonRow  // at most a few, for the avatars
	More     int          // people beyond those
	Duration time.Duration
	Kind     media.Kind
	At       time.Time // corrected by the camera's clock where it is known
	Faulty   bool
}

// ClipQuery narrows the list of clips.
type ClipQuery struct {
	Text    string
	Results []media.Result
	Day     consent.Date // zero = all days
	Person  consent.ID
	Purpose consent.Purpose // empty = the shoot's main purpose
}

// ClipList is a list of ids, so that a hundred thousand cost little, with the
// counts of its filters. Rows are asked for one by one.
type ClipList struct {
	IDs    []consent.ID
	Counts map[media.Result]int
	All    int
}

// ClipSheet is everything the kit shows of one clip.
type ClipSheet struct {
	ClipRow
	Verdicts    []PurposeVerdict
	Facts       media.Facts
	ClockKnown  bool
	ClockAhead  time.Duration
	Path        string // where it lies on this machine, empty when unknown
	Tags        []TagLine
	Judgements  []JudgementLine
	Suggestions []SuggestionLine
	Previous    consent.ID
	Next        consent.ID
	Size        int64
	XXH128      string
	SHA256      string
	Received    bool
	Copies      int
}

// PurposeVerdict is the answer for one use.
type PurposeVerdict struct {
	Purpose consent.Purpose
	Verdict media.Verdict
}

// TagLine is one tag with its person.
type TagLine struct {
	Tag    media.Tag
	Ref    media.TagRef
	Person PersonRow
}

// JudgementLine is one judgement with who decided and why.
type JudgementLine struct {
	Judgement media.Judgement
	By        string
	Reason    string
}

// SuggestionLine is one suggestion of board or slate with its reason.
type SuggestionLine struct {
	Suggestion media.Suggestion
	Slate      *SlateReason // nil for the board alone
	Person     PersonRow
	Scene      string
	Same       []consent.ID // other clips with the same suggestion
}

// IngestResult says what became of one path.
type IngestResult struct {
	Path  string
	Clip  consent.ID
	Known bool  // registered before
	Err   error // what is wrong with it; the rest goes on
}

// Progress is where long work stands.
type Progress struct {
	Done, Total     int
	Bytes, AllBytes int64
	Item            string
	Left            time.Duration // estimate, zero when unknown
	Failed          int
}

// BoardView is the on-camera board.
type BoardView struct {
	Scene   SceneLine
	Open    bool
	OpenFor time.Duration
	Long    bool        // a scene left open for hours asks
	Avoid   []PersonRow // do-not-film bars
	On      []BoardTile
	Off     []BoardTile
	Signed  []PersonRow // signed in the last ten minutes and not on camera
}

// BoardTile is one person on or off camera.
type BoardTile struct {
	PersonRow
	Since    consent.Stamp
	Override string // reason code, when on camera against a no
}

// SceneLine is one scene in a list.
type SceneLine struct {
	ID     consent.ID
	Title  string
	From   consent.Stamp
	Until  consent.Stamp
	People int
}

// ReportView is the answer to "can we publish this?".
type ReportView struct {
	Use    media.Use
	Counts map[media.Result]int
	Total  int
	Groups []ReportGroup
}

// ReportGroup is what one fix would help.
type ReportGroup struct {
	Fix       media.Fix
	Code      consent.Code
	Condition consent.Condition // with consent.CodeCondition
	Weight    consent.Weight
	Owner     media.Owner
	Clips     []consent.ID
	People    []PersonRow
	Date      consent.Date
}
