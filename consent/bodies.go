package consent

// Answer is a person's answer to one question. Not asked is the absence of a choice.
type Answer string

// The two answers.
const (
	Granted Answer = "granted"
	Denied  Answer = "denied"
)

// AgeBand is all that a statement says of an age.
type AgeBand string

// The age bands. Seven and fifteen are where assent is asked and where a young
// person's no is final (DESIGN §4).
const (
	BandAdult   AgeBand = "adult"
	Band15to17  AgeBand = "15-17"
	Band7to14   AgeBand = "7-14"
	BandUnder7  AgeBand = "0-6"
	BandUnknown AgeBand = "unknown"
)

// Method is how a declaration was signed.
type Method string

// The ways to sign.
const (
	Drawn  Method = "drawn"
	Held   Method = "held"   // name typed and button held two seconds
	Spoken Method = "spoken" // sentences read aloud; the clip is the proof
	Paper  Method = "paper"  // a photo of the slip
)

// Condition is something a signer asked for on top of the choices.
type Condition string

// The closed list of conditions.
const (
	NoName          Condition = "no_name"
	NoPlace         Condition = "no_place"
	NoSchool        Condition = "no_school"
	NotRecognisable Condition = "not_recognisable"
	VoiceChanged    Condition = "voice_changed"
	ShowFirst       Condition = "show_first"
)

// TermsRef names the exact text that was shown: the terms.published statement
// that holds it, its language, and the SHA-256 of that language's text.
type TermsRef struct {
	_         struct{} `cbor:",toarray"`
	Key       string   `json:"key"`
	Version   int      `json:"version"`
	Language  string   `json:"language"`
	Published Ref      `json:"published"`
	Digest    Ref      `json:"digest"`
}

// Choice is one answered question with what the text promised about it.
type Choice struct {
	_         struct{} `cbor:",toarray"`
	Purpose   Purpose  `json:"purpose"`
	Answer    Answer   `json:"answer"`
	Basis     Basis    `json:"basis"`
	Ends      Date     `json:"ends"`                // last day it may be used
	Territory string   `json:"territory,omitempty"` // "" and "world" mean everywhere
	After     bool     `json:"after,omitempty"`     // not before production.published
	Guardians int      `json:"guardians,omitempty"` // guardians this use needs, if more than the production's rule
}

// Relation is what a guardian is to the child.
type Relation string

// Relations that can sign. Teachers, coaches and grandparents cannot: Relation.Signs.
const (
	Mother       Relation = "mother"
	Father       Relation = "father"
	OtherParent  Relation = "parent"   // another holder of parental authority
	Appointed    Relation = "guardian" // appointed guardian
	Teacher      Relation = "teacher"
	Coach        Relation = "coach"
	Grandparent  Relation = "grandparent"
	OtherRelated Relation = "other"
)

// Signs reports whether a person of this relation can sign for a child.
func (r Relation) Signs() bool {
	return r == Mother || r == Father || r == OtherParent || r == Appointed
}

// Guardian is a guardian's signature. The name and contact are in the office blob.
type Guardian struct {
	_         struct{} `cbor:",toarray"`
	Relation  Relation `json:"relation"`
	Authority bool     `json:"authority"` // stated to hold parental authority
	Verified  string   `json:"verified"`  // how: "contact", "known", "paper", "none"
	Method    Method   `json:"method"`
}

// OtherHolder says whether somebody else holds parental authority too.
type OtherHolder string

// The answers to "does someone else hold it too?".
const (
	HolderNone     OtherHolder = "none"
	HolderAgrees   OtherHolder = "agrees"
	HolderMustSign OtherHolder = "must_sign"
)

// ChildSays is the child's own answer.
type ChildSays string

// The child's answers. Not asked is for those too young to be asked.
const (
	ChildNotAsked ChildSays = "not_asked"
	ChildYes      ChildSays = "yes"
	ChildNo       ChildSays = "no"
)

// Given is consent.given: a declaration was made. For a minor it counts only
// when enough guardians have signed, here or by a later Signed.
type Given struct {
	Consent     ID          `json:"consent"`
	Person      ID          `json:"person"`
	Shoot       ID          `json:"shoot,omitzero"`
	Terms       TermsRef    `json:"terms"`
	Band        AgeBand     `json:"band"`
	ByBirth     bool        `json:"age_by_birth,omitempty"` // band reckoned from the birth month by the device's clock
	Choices     []Choice    `json:"choices,omitempty"`      // in the order shown
	Conditions  []Condition `json:"conditions,omitempty"`
	Needed      int         `json:"guardians_needed,omitempty"` // by the production's rule that day
	Alone       bool        `json:"signs_alone,omitempty"`      // 15 to 17 and above Rules.GuardianBelow: no guardian needed
	Guardians   []Guardian  `json:"guardians,omitempty"`
	OtherHolder OtherHolder `json:"other_holder,omitempty"`
	ChildSays   ChildSays   `json:"child_says,omitempty"`
	Method      Method      `json:"method"`
	EnteredBy   string      `json:"entered_by"` // "self", "crew", "guardian", "teacher"
	Witnessed   bool        `json:"witnessed"`
	Offered     bool        `json:"alternative_offered,omitempty"` // employee
	ClockAsked  bool        `json:"clock_confirmed,omitempty"`     // the crew confirmed a doubtful clock
	AnswerBy    Date        `json:"answer_by,omitzero"`            // for what is still missing
	Request     ID          `json:"request,omitzero"`              // the consent.requested it answers
	Replaces    []ID        `json:"replaces,omitempty"`            // consents of this person known when signing
	Knew        []Ref       `json:"knew,omitempty"`                // withdrawals and refusals of those known when signing, see Person.Known
	Set         BlobRef     `json:"set,omitzero"`
	Office      BlobRef     `json:"office,omitzero"`
}

// Requested is consent.requested: somebody is expected, known by a label.
type Requested struct {
	Consent  ID      `json:"consent"`
	Person   ID      `json:"person"`
	Shoot    ID      `json:"shoot,omitzero"`
	Terms    string  `json:"terms"`
	Minor    bool    `json:"minor,omitempty"`
	AnswerBy Date    `json:"answer_by,omitzero"`
	Set      BlobRef `json:"set,omitzero"` // label, band
}

// Refused is consent.refused: somebody said no. It holds no identity; a
// count is all that is kept.
type Refused struct {
	Refusal ID       `json:"refusal"`
	Shoot   ID       `json:"shoot,omitzero"`
	Terms   TermsRef `json:"terms"`
}

// Role is who signs a Signed or acts in a Withdrawn.
type Role string

// The roles a person acts in.
const (
	RoleSelf     Role = "self"
	RoleGuardian Role = "guardian"
	RoleChild    Role = "child"
	RoleMajority Role = "majority" // the child, now an adult
	RoleOffice   Role = "office"   // the controller; the status is then Revoked
)

// Signed is consent.signed: a further party answered.
type Signed struct {
	Consent  ID          `json:"consent"`
	Role     Role        `json:"role"` // guardian, child or majority
	Answer   Answer      `json:"answer"`
	Guardian *Guardian   `json:"guardian,omitempty"`
	Choices  []Choice    `json:"choices,omitempty"` // where this party narrows; empty = as given
	Limits   []Condition `json:"conditions,omitempty"`
	Method   Method      `json:"method"`
	Office   BlobRef     `json:"office,omitzero"`
}

// Withdrawn is consent.withdrawn: final for what it names.
type Withdrawn struct {
	Consent  ID        `json:"consent"`
	Role     Role      `json:"role"`
	Purposes []Purpose `json:"purposes,omitempty"` // empty = all
}

// Restricted is consent.restricted: kept but not used, until a day if named.
type Restricted struct {
	Consent ID   `json:"consent"`
	Until   Date `json:"until,omitzero"`
}

// Unrestricted is consent.unrestricted: lifts the restrictions it names.
type Unrestricted struct {
	Consent ID    `json:"consent"`
	Undoes  []Ref `json:"undoes,omitempty"`
}

// Invalidated is consent.invalidated: it should never have counted.
type Invalidated struct {
	Consent ID      `json:"consent"`
	Reason  BlobRef `json:"reason"`
}

// Rectified is particulars.rectified: newer particulars, and perhaps a
// stricter age band. Exactly one of Consent and Person is set.
type Rectified struct {
	Consent  ID      `json:"consent,omitzero"`
	Person   ID      `json:"person,omitzero"`
	Band     AgeBand `json:"band,omitempty"`
	Replaces []Ref   `json:"replaces,omitempty"` // earlier Rectified it knows of
	Set      BlobRef `json:"set,omitzero"`
	Office   BlobRef `json:"office,omitzero"`
}

// AvoidKind is what must not happen to a person.
type AvoidKind string

// The kinds of avoid. Lift ends the notes it names.
const (
	AvoidFilm AvoidKind = "film" // do not film
	AvoidBlur AvoidKind = "blur" // may be in the picture, never recognisable
	AvoidLift AvoidKind = "lift"
)

// Avoid is person.avoid: somebody known only by band, garment, colour and
// place (in the set blob) must not be filmed, or must be blurred.
type Avoid struct {
	Person ID        `json:"person"`
	Kind   AvoidKind `json:"kind"`
	Shoot  ID        `json:"shoot,omitzero"`
	Undoes []Ref     `json:"undoes,omitempty"` // with kind lift
	Set    BlobRef   `json:"set,omitzero"`
}

// Notice is notice.posted: people in an area were informed. Taken down by a
// later one that names it in Undoes.
type Notice struct {
	Notice ID       `json:"notice"`
	Shoot  ID       `json:"shoot,omitzero"`
	Terms  TermsRef `json:"terms"`
	Langs  []string `json:"languages,omitempty"`
	Down   bool     `json:"down,omitempty"`
	Undoes []Ref    `json:"undoes,omitempty"`
	Set    BlobRef  `json:"set,omitzero"` // place, zone without filming, photo
}

// TermsPublished is terms.published: this text, filled in for the production,
// may be shown from now on.
type TermsPublished struct {
	Terms Terms `json:"terms"`
}

// Published is production.published: the customer has published, so purposes
// marked After are open from that day.
type Published struct {
	On Date `json:"on"`
}

// Erased is blob.erased: these blobs are deleted everywhere and refused for ever.
type Erased struct {
	Blobs []ID `json:"blobs,omitempty"`
}

// Purged is blob.purged: a device says it has deleted and compacted.
type Purged struct {
	Blobs []ID `json:"blobs,omitempty"`
}

// OfficeHolds is blob.held: an office has these blobs that are for it, and opened
// every one of them. The device that took them need not read them any more.
type OfficeHolds struct {
	Blobs []ID `json:"blobs,omitempty"`
}

// RequestOpened is request.opened: a person asked for access, correction,
// erasure, restriction or objected. The text is in the office blob.
type RequestOpened struct {
	Request ID      `json:"request"`
	Person  ID      `json:"person"`
	Right   string  `json:"right"` // "access", "rectify", "erase", "restrict", "object"
	Office  BlobRef `json:"office,omitzero"`
}

// RequestClosed is request.closed: the request was answered.
type RequestClosed struct {
	Request ID      `json:"request"`
	Office  BlobRef `json:"office,omitzero"`
}
