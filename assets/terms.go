package assets

import (
	"errors"
	"fmt"
)

// ErrNoTerms means there is no starter text of that key.
var ErrNoTerms = errors.New("no starter text of that key")

const termsExt = ".json"

// TermsFiles returns the keys of the starter texts ("appearance", "minor" …),
// sorted.
func TermsFiles() []string {
	return baseNames("terms", termsExt)
}

// TermsFile returns a starter text as JSON, in the form of consent.Terms, or
// ErrNoTerms. Starter texts are there for a lawyer to read and a production to
// change, and say so in their review line.
//
// They hold placeholders. {title}, {controller}, {contact}, {address},
// {customer} and {recipients} come from the production; where it has no
// customer, recipients or address, the texts "fill.customer" and so on stand
// in, each of which fits every sentence. {end} and {territory} are those of the
// question's own purpose, and of the longest-lived one outside questions.
// {date} is the day of signing. {purposes} is what is neither asked nor done on
// a ground that is not asked for: see Words.NotUsed.
//
// A purpose without a legal basis is one that this text must never ask for.
func TermsFile(key string) ([]byte, error) {
	b, err := FS.ReadFile("terms/" + key + termsExt)
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrNoTerms, key)
	}
	return b, nil
}
