package signer

import (
	"embed"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

//go:embed words/*.txt
var words embed.FS

// passphraseWords from lists of 1024 make 50 bits. At the 0.1 s and 32 MiB that
// one guess costs, half of them take a core over a million years.
const passphraseWords = 5

// SuggestPassphrase draws five everyday words of the language, "en" or "da";
// any other language gets English ones.
func SuggestPassphrase(r io.Reader, language string) (string, error) {
	list, err := wordList(language)
	if err != nil {
		return "", fmt.Errorf("suggest a passphrase: %w", err)
	}
	var draw [2 * passphraseWords]byte
	if _, err := io.ReadFull(r, draw[:]); err != nil {
		return "", fmt.Errorf("suggest a passphrase: %w", err)
	}
	out := make([]string, passphraseWords)
	for i := range out {
		// 1024 divides 65536, so no word is likelier than another.
		out[i] = list[int(binary.BigEndian.Uint16(draw[2*i:]))%len(list)]
	}
	return strings.Join(out, " "), nil
}

func wordList(language string) ([]string, error) {
	name := "words/en.txt"
	if language == "da" {
		name = "words/da.txt"
	}
	b, err := words.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(b)), nil
}
