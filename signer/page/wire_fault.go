package page

import (
	"errors"
	"net/http"
)

// Posts that are not looked into.
var (
	errLarge = errors.New("post too large")            // larger than any page of ours sends
	errCut   = errors.New("post did not arrive whole") // the network was lost, or it came too slowly
)

// fault is what a phone is told of an error: a word of reply.Error where the
// answer can be boxed, the word with a status where it cannot, and the document
// of a dead end. The error's own text never leaves.
type fault struct {
	err    error
	word   string
	status int
	why    Why
}

// faults is the one table of them; the first that fits stands, and what fits
// none could not be saved.
var faults = []fault{
	{errBroken, "broken", http.StatusBadRequest, WhyBroken},
	{errLarge, "broken", http.StatusRequestEntityTooLarge, WhyBroken},
	{errCut, "slow", http.StatusRequestTimeout, WhySlow},
	{errSlow, "slow", http.StatusTooManyRequests, WhySlow},
	{errHost, "broken", http.StatusMisdirectedRequest, WhyBroken},
	{ErrNoDoor, "old", http.StatusNotFound, WhyNoDoor},
	{ErrOld, "old", http.StatusGone, WhyOld},
	{ErrAnswered, "used", http.StatusGone, WhyDone},
	{ErrUsed, "used", http.StatusConflict, WhyUsed},
	{ErrOff, "off", http.StatusServiceUnavailable, WhyOff},
	{ErrNotYet, "off", http.StatusServiceUnavailable, WhyNotYet},
	{ErrNoText, "changed", http.StatusConflict, WhyOld},
	{ErrChanged, "changed", http.StatusConflict, WhyOld},
	{ErrAnswer, "fields", http.StatusUnprocessableEntity, WhyBroken},
}

var notSaved = fault{ErrNotSaved, "full", http.StatusInsufficientStorage, WhyOff}

func faultOf(err error) fault {
	for _, f := range faults {
		if errors.Is(err, f.err) {
			return f
		}
	}
	return notSaved
}

// replyOf is the boxed answer to an error.
func replyOf(err error) reply {
	r := reply{Error: faultOf(err).word}
	var fields *FieldError
	switch {
	case errors.As(err, &fields) && len(fields.Fields) > 0:
		r.Fields = fields.Fields
	case r.Error == "fields":
		r.Error = "broken" // an answer that no form of ours gives
	}
	return r
}

// final reports whether the same message would get the same answer again.
func (r *reply) final() bool {
	switch r.Error {
	case "full", "busy", "slow", "off":
		return false
	}
	return true
}
