package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"

	"onset/app/flow"
)

// Invented names, so many that few people share one.
var (
	givenNames  = []string{"Åse", "Bjørn", "Clara", "Ditte", "Emil", "Freja", "Gustav", "Hanne", "Ida", "Jonas", "Karen", "Lærke", "Mads", "Nanna", "Oskar", "Pernille", "Rasmus", "Sofie", "Tobias", "Ulla", "Victor", "Yasmin", "Zoë", "Ömer"}
	familyNames = []string{"Nørgaard", "Sørensen", "Østergaard", "Kjær", "Lindqvist", "Åkesson", "Møller", "Dahl", "Vestergaard", "Holm", "Bruun", "Skov", "Thygesen", "Winther", "Juhl", "Frost", "Friis"}
)

func personName(i int) string {
	return fmt.Sprintf("%s %s %s", givenNames[i%len(givenNames)], string(rune('A'+i/7%26))+".", familyNames[i/len(givenNames)%len(familyNames)])
}

// ink is a signature of about two hundred points, as a finger draws it in two seconds.
func ink(i int) []byte {
	in := flow.Ink{W: 600, H: 240, Strokes: make([][]flow.InkPoint, 2)}
	for s := range in.Strokes {
		for p := range 100 {
			t := float64(p) / 100
			in.Strokes[s] = append(in.Strokes[s], flow.InkPoint{
				X: math.Round((40+520*t)*10) / 10,
				Y: math.Round((120+80*math.Sin(t*float64(9+i%7)+float64(s)))*10) / 10,
				T: s*1200 + p*10,
			})
		}
	}
	b, _ := json.Marshal(in) // finite numbers always encode
	return b
}

// thumbnail is a small picture with some grain, so that its JPEG is as large as a real one.
func thumbnail(i int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 256, 144))
	seed := uint32(i)*2654435761 + 1
	for y := range 144 {
		for x := range 256 {
			seed = seed*1664525 + 1013904223
			grain := uint8(seed >> 28)
			img.SetRGBA(x, y, color.RGBA{R: uint8(x) + grain, G: uint8(y) + grain, B: uint8(i) + grain, A: 255})
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}) // a buffer takes everything
	return b.Bytes()
}
