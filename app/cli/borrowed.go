package cli

import (
	"encoding/hex"
	"io"
	"os"
	"strings"

	"onset/consent"
	"onset/signer"
)

// LanguageOf reads the language of the terminal; English when it has none of ours.
func LanguageOf(getenv func(string) string) string { return languageOf(getenv) }

// ProductionID reads a production's id. signer.ErrMalformed for what is none.
func ProductionID(s string) (id consent.Ref, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(id) {
		return id, signer.ErrMalformed
	}
	return consent.Ref(b), nil
}

// FirstLine is the first line of a file, without its end: that is where a
// passphrase stands.
func FirstLine(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, passphraseMax))
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimRight(line, "\r"), nil
}
