package page

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"slices"

	"onset/signer"
)

// errBroken means a post is not a message of this protocol. It is all that a
// phone is told: a page of ours never sends one.
var errBroken = errors.New("not a message of the signing page")

// The types of message.
const (
	sayHello  = "hello"
	sayStep   = "step"
	saySend   = "send"
	sayRefuse = "refuse"
	sayAway   = "away"
	sayBack   = "back"
)

// keysOf are the fields that a message of a type may have beside v, t, s, n and l.
var keysOf = map[string][]string{
	sayHello:  nil,
	sayStep:   {"step", "help"},
	saySend:   {"shown", "answer"},
	sayRefuse: {"shown"},
	sayAway:   {"shown", "away"},
	sayBack:   {"uses"},
}

// nestedKeys are the fields of what stands in a message.
var nestedKeys = map[string][]string{
	"shown": {"terms", "version", "lang", "digest"},
	"answer": {
		"answers", "name", "contact", "work", "band", "adult", "year", "month",
		"conditions", "child", "guardian", "method", "ink",
	},
	"guardian": {"name", "relation", "contact", "authority", "other"},
	"away":     {"name", "band"},
}

const (
	maxN    = 1<<31 - 1 // more than any phone says, and an int on every machine
	maxLang = 35        // bytes of a language tag (RFC 5646 §4.4.1)
)

// readMessage reads a message whose secret is the door's. errBroken for
// anything that is not exactly one: every key is one of its type's, in its
// case, once, with a value of its type.
func readMessage(b []byte, key *DoorKey) (*message, error) {
	if len(b) > MaxWords || !signer.StrictJSON(b) {
		return nil, errBroken
	}
	var m message
	if json.Unmarshal(b, &m) != nil || !exactKeys(b, m.Type) {
		return nil, errBroken
	}
	secret, err := b64.DecodeString(m.Secret)
	if err != nil || subtle.ConstantTimeCompare(secret, key.Secret[:]) != 1 {
		return nil, errBroken
	}
	if m.V != 1 || m.N < 1 || m.N > maxN || len(m.Lang) > maxLang || !m.complete() {
		return nil, errBroken
	}
	return &m, nil
}

// complete reports whether the message has what its type cannot do without.
func (m *message) complete() bool {
	switch m.Type {
	case sayStep:
		return stepOf(m.Step) != ""
	case saySend:
		return m.Shown != nil && m.Answer != nil
	case sayRefuse:
		return m.Shown != nil
	case sayAway:
		return m.Shown != nil && m.Away != nil
	}
	return true
}

// stepOf is a step that a phone may tell; empty for others.
func stepOf(s string) Step {
	if step := Step(s); slices.Contains([]Step{StepReading, StepAnswers, StepAbout, StepSigning}, step) {
		return step
	}
	return ""
}

// exactKeys refuses keys that Go's reader would take all the same: of another
// case, of another type of message, or with null for a value.
func exactKeys(b []byte, kind string) bool {
	own, known := keysOf[kind]
	m, ok := object(b)
	if !known || !ok || !within(m, append([]string{"v", "t", "s", "n", "l"}, own...)) {
		return false
	}
	for _, k := range own {
		inner, there := m[k]
		if nested := nestedKeys[k]; there && nested != nil && !exactNested(inner, nested) {
			return false
		}
	}
	return true
}

func exactNested(b []byte, keys []string) bool {
	m, ok := object(b)
	if !ok || !within(m, keys) {
		return false
	}
	guardian, there := m["guardian"]
	return !there || exactNested(guardian, nestedKeys["guardian"])
}

func object(b []byte) (m map[string]json.RawMessage, ok bool) {
	ok = json.Unmarshal(b, &m) == nil && m != nil
	return m, ok
}

func within(m map[string]json.RawMessage, keys []string) bool {
	for k, v := range m {
		if !slices.Contains(keys, k) || bytes.Equal(v, []byte("null")) {
			return false
		}
	}
	return true
}
