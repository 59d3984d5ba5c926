package consent

import (
	"errors"
	"time"
)

// ErrTime means a time or date is not in the form we write.
var ErrTime = errors.New("not a time")

const (
	stampForm = "2006-01-02T15:04:05.000Z07:00"
	dateForm  = "2006-01-02"
	maxOffset = 24 * 60 // minutes
	firstYear = 1971    // of a Date; 1970 is left to mistakes
)

// Stamp is a moment with the offset of the place it was taken at, to the
// millisecond. It is written "2026-05-12T14:02:11.000+02:00".
type Stamp struct {
	_      struct{} `cbor:",toarray"`
	Milli  int64    // since the Unix epoch
	Offset int16    // minutes east of UTC
}

// StampOf takes t with the offset of its location.
func StampOf(t time.Time) Stamp {
	if t.IsZero() {
		return Stamp{}
	}
	_, off := t.Zone()
	return Stamp{Milli: t.UnixMilli(), Offset: int16(off / 60)}
}

// Time is the moment in its own offset.
func (s Stamp) Time() time.Time {
	t := time.UnixMilli(s.Milli).UTC()
	if s.Offset != 0 {
		t = t.In(time.FixedZone("", int(s.Offset)*60))
	}
	return t
}

// IsZero reports whether no moment is known.
func (s Stamp) IsZero() bool { return s == Stamp{} }

// Before reports whether s is earlier than o.
func (s Stamp) Before(o Stamp) bool { return s.Milli < o.Milli }

// Date is the calendar day at the place of the stamp.
func (s Stamp) Date() Date { return DateOf(s.Time()) }

// String is the written form.
func (s Stamp) String() string { return s.Time().Format(stampForm) }

// MarshalText writes the String form; the zero Stamp is the empty text.
func (s Stamp) MarshalText() ([]byte, error) {
	if s.IsZero() {
		return nil, nil
	}
	if !s.writable() {
		return nil, ErrTime
	}
	return []byte(s.String()), nil
}

// writable reports whether the written form can say s.
func (s Stamp) writable() bool {
	y := s.Time().Year()
	return y >= 1 && y <= 9999 && s.Offset > -maxOffset && s.Offset < maxOffset
}

// UnmarshalText reads what MarshalText wrote and nothing else.
func (s *Stamp) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*s = Stamp{}
		return nil
	}
	t, err := time.Parse(stampForm, string(b))
	if err != nil {
		return ErrTime
	}
	got := StampOf(t)
	if got.IsZero() || !got.writable() || got.String() != string(b) {
		return ErrTime
	}
	*s = got
	return nil
}

// Date is a calendar day, days since 1 January 1970 plus one; zero is none.
type Date int32

// DateOf is the day of t at t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return NewDate(y, m, d)
}

// NewDate is the given day; months and days out of range carry over as in time.Date.
func NewDate(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400 + 1)
}

// ParseDate reads "2026-05-12". ErrTime otherwise.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateForm, s)
	if err != nil || t.Year() < firstYear {
		return 0, ErrTime
	}
	return DateOf(t), nil
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d-1)*86400, 0).UTC() }

// IsZero reports whether d is none.
func (d Date) IsZero() bool { return d == 0 }

// AddYears is the same day n years on; 29 February becomes 1 March.
func (d Date) AddYears(n int) Date { return DateOf(d.Time().AddDate(n, 0, 0)) }

// AddDays is n days on.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// String is "2026-05-12", empty for none.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(dateForm)
}

// MarshalText writes the String form. ErrTime for a day ParseDate would refuse.
func (d Date) MarshalText() ([]byte, error) {
	if y := d.Time().Year(); d != 0 && (y < firstYear || y > 9999) {
		return nil, ErrTime
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote and nothing else.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	got, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = got
	return nil
}
