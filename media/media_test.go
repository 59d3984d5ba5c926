package media_test

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"onset/consent"
	"onset/media"
)

// The day everything happens on, and the moment the demo clip was filmed.
var (
	today  = consent.NewDate(2026, time.May, 12)
	filmed = consent.StampOf(time.Date(2026, time.May, 12, 14, 0, 0, 0, time.FixedZone("", 7200)))
)

var statements uint64

// say makes a statement of the first device at ten in the morning.
func say(b consent.Body) consent.Statement {
	return sayAt(b, filmed.Milli-4*3_600_000)
}

func sayAt(b consent.Body, milli int64) consent.Statement {
	statements++
	return sayBy(1, statements, b, milli)
}

// sayBy makes a statement of a device at a place in its log.
func sayBy(device byte, seq uint64, b consent.Body, milli int64) consent.Statement {
	var num [9]byte
	binary.BigEndian.PutUint64(num[1:], seq)
	num[0] = device
	return consent.Statement{
		ID: sha256.Sum256(num[:]), V: 1, Type: b.Type(), Author: consent.Ref{device}, Seq: seq,
		At: consent.Stamp{Milli: milli, Offset: 120}, Body: b,
	}
}

// given is an adult's yes to film and stills and no to ads.
func given(id, person consent.ID) *consent.Given {
	end := consent.NewDate(2031, time.May, 12)
	return &consent.Given{
		Consent: id, Person: person, Terms: consent.TermsRef{Key: "appearance", Version: 1, Language: "da"},
		Band: consent.BandAdult, Method: consent.Drawn, EnteredBy: "self", Witnessed: true,
		Choices: []consent.Choice{
			{Purpose: consent.Film, Answer: consent.Granted, Basis: consent.BasisConsent, Ends: end},
			{Purpose: consent.Stills, Answer: consent.Granted, Basis: consent.BasisConsent, Ends: end},
			{Purpose: consent.Ads, Answer: consent.Denied, Basis: consent.BasisConsent, Ends: end},
		},
	}
}

func date(y int, m time.Month, d int) consent.Date { return consent.NewDate(y, m, d) }

func clipOf(people ...consent.ID) *media.Clip {
	c := &media.Clip{ID: numbered(3, 1), Name: "A001.MOV", Kind: media.KindVideo, Captured: filmed.Milli + 7_200_000, Camera: camera, Millis: 60_000}
	for _, p := range people {
		c.Tags = append(c.Tags, media.TagView{Tag: media.Tag{Person: p, As: media.Seen}})
	}
	return c
}

var camera = numbered(9, 1)
