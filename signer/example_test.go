package signer_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"onset/consent"
	"onset/signer"
)

// One device founds a production and speaks; another, unknown to it, is not heard.
func Example() {
	codec := signer.NewCodec(consent.Kinds(), signer.Kinds())
	kit, err := signer.NewProduction(rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	at := consent.StampOf(time.Date(2026, 5, 12, 14, 2, 11, 0, time.UTC))
	sealed, err := kit.Found(codec, signer.ProductionSet{Nonce: make([]byte, 16), Title: "Harbour"}, consent.ID{1}, at, "")
	if err != nil {
		fmt.Println(err)
		return
	}

	var held []consent.Statement
	for _, s := range sealed {
		st, err := codec.Decode(s)
		if err != nil {
			fmt.Println(err)
			return
		}
		held = append(held, st)
	}
	roster := signer.FoldRoster(kit.ID, held)
	pub, _ := roster.Key(kit.Seal.Author())
	fmt.Println(roster.Facts().Title, signer.Verify(sealed[0], pub))

	stranger, err := signer.NewSealKey(rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	no, err := codec.Seal(stranger, consent.Statement{
		Production: kit.ID, Seq: 1, At: at,
		Body: &consent.Avoid{Person: consent.ID{2}, Kind: consent.AvoidFilm},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	st, err := codec.Decode(no)
	fmt.Println(errors.Is(roster.Allows(st), signer.ErrUnknownAuthor), err)
	// Output:
	// Harbour <nil>
	// true <nil>
}
