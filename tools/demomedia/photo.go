package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"time"
)

// photo is a JPEG of a plain gradient with an Exif segment (JEITA CP-3451): maker, model, and the moment with its zone.
func photo(at time.Time) ([]byte, error) {
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, gradient(320, 180), nil); err != nil {
		return nil, err
	}
	exif := append([]byte("Exif\x00\x00"), tiff(at)...)
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(exif)+2))
	head, rest := picture.Bytes()[:2], picture.Bytes()[2:]
	return bytes.Join([][]byte{head, segment, exif, rest}, nil), nil
}

func gradient(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(40 + 120*x/w), uint8(80 + 100*y/h), 180, 255})
		}
	}
	return m
}

// tag is one entry of a TIFF directory: text, or the place of another directory.
type tag struct {
	id   uint16
	text string
	next bool
}

// tiff is a little-endian TIFF of two directories, the second being Exif's own.
func tiff(at time.Time) []byte {
	moment := at.Format("2006:01:02 15:04:05")
	first := []tag{{0x010F, "Onset", false}, {0x0110, "Demo Camera", false}, {0x0132, moment, false}, {0x8769, "", true}}
	second := []tag{{0x9003, moment, false}, {0x9011, at.Format("-07:00"), false}}
	out := append([]byte("II*\x00"), 8, 0, 0, 0)
	end := 8 + directorySize(first)
	out = appendDirectory(out, first, end)
	return appendDirectory(out, second, 0)
}

// directorySize is the room of a directory with its texts behind it.
func directorySize(tags []tag) int {
	n := 2 + 12*len(tags) + 4
	for _, t := range tags {
		if !t.next && len(t.text)+1 > 4 {
			n += len(t.text) + 1
		}
	}
	return n
}

func appendDirectory(out []byte, tags []tag, next int) []byte {
	le := binary.LittleEndian
	at := len(out) + 2 + 12*len(tags) + 4
	var texts []byte
	out = le.AppendUint16(out, uint16(len(tags)))
	for _, t := range tags {
		out = le.AppendUint16(out, t.id)
		if t.next {
			out = le.AppendUint16(out, 4) // LONG
			out = le.AppendUint32(out, 1)
			out = le.AppendUint32(out, uint32(next))
			continue
		}
		out = le.AppendUint16(out, 2) // ASCII; all our texts are too long to lie in the entry itself
		out = le.AppendUint32(out, uint32(len(t.text)+1))
		out = le.AppendUint32(out, uint32(at+len(texts)))
		texts = append(append(texts, t.text...), 0)
	}
	return append(le.AppendUint32(out, 0), texts...)
}
