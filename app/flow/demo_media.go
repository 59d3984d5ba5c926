package flow

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"time"
)

// demoShot is one clip of the demo: what its file is to say.
type demoShot struct {
	n                   int // makes the content one of its own
	at                  time.Time
	make, model, serial string
	length              time.Duration
	zone                bool // the file names the zone of its time
}

// demoPicture draws a small landscape, a different one for each n.
func demoPicture(n int) ([]byte, error) {
	const w, h = 192, 108
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	horizon, sun := 40+n*7%40, 20+n*31%(w-40)
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, demoColor(n, x, y, horizon, sun))
		}
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 70})
	return b.Bytes(), err
}

func demoColor(n, x, y, horizon, sun int) color.RGBA {
	tint := uint8(n * 29 % 60)
	switch dx, dy := x-sun, y-horizon/2; {
	case dx*dx+dy*dy < 120:
		return color.RGBA{250, 220, 150, 255}
	case y > horizon && (x+n*13)%64 < 14 && y < horizon+30:
		return color.RGBA{40 + tint, 34, 52, 255} // somebody stands there
	case y > horizon:
		return color.RGBA{30 + tint/2, 70 + uint8(y/2), 95 + tint, 255}
	}
	return color.RGBA{120 + tint, 150 + uint8(y), 190, 255}
}

// photo puts the EXIF block (CIPA DC-008) of the shot into a JPEG.
func (s demoShot) photo(picture []byte) []byte {
	exif := append([]byte("Exif\x00\x00"), s.exif()...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(out, exif...), picture[2:]...)
}

type exifField struct {
	tag  uint16
	text string
}

func (s demoShot) exif() []byte {
	fields := []exifField{{0x9003, s.at.Format("2006:01:02 15:04:05")}, {0xa431, s.serial}, {0xa420, fmt.Sprintf("%032x", s.n)}}
	if s.zone {
		fields = append(fields, exifField{0x9011, s.at.Format("-07:00")})
	}
	b := []byte("MM\x00\x2a\x00\x00\x00\x08")
	main := []exifField{{0x010f, s.make}, {0x0110, s.model}}
	size := 2 + 12*(len(main)+1) + 4
	for _, f := range main {
		size += len(f.text) + 1
	}
	pointer := binary.BigEndian.AppendUint32([]byte{0x87, 0x69, 0, 4, 0, 0, 0, 1}, uint32(8+size))
	b = exifDir(b, main, pointer)
	return exifDir(b, fields, nil)
}

// exifDir appends a directory of texts and, last, one entry made before.
func exifDir(b []byte, fields []exifField, last []byte) []byte {
	count := len(fields) + len(last)/12
	at := len(b) + 2 + 12*count + 4
	var values []byte
	b = binary.BigEndian.AppendUint16(b, uint16(count))
	for _, f := range fields {
		b = binary.BigEndian.AppendUint16(b, f.tag)
		b = append(b, 0, 2)
		b = binary.BigEndian.AppendUint32(b, uint32(len(f.text)+1))
		if len(f.text) < 4 {
			b = append(b, append([]byte(f.text), 0, 0, 0, 0)[:4]...)
			continue
		}
		b = binary.BigEndian.AppendUint32(b, uint32(at+len(values)))
		values = append(append(values, f.text...), 0)
	}
	b = append(b, last...)
	b = binary.BigEndian.AppendUint32(b, 0)
	return append(b, values...)
}

// film is a small MP4 (ISO 14496-12) of one picture that stands still, as
// Motion JPEG, and QuickTime metadata that names time and camera.
func (s demoShot) film(picture []byte) []byte {
	ms := uint32(s.length.Milliseconds())
	frames := ms * 25 / 1000
	head := mp4Box("ftyp", []byte("isom"), be32(512), []byte("isommp42"))
	mark := fmt.Appendf(nil, "%032x", s.n)
	data := mp4Box("mdat", mark, picture)
	at := uint32(len(head) + 8 + len(mark))
	chunks := be32(0, frames) // one for each frame, all at the same place
	for range frames {
		chunks = binary.BigEndian.AppendUint32(chunks, at)
	}
	matrix := append(append(be32(1<<16, 0, 0, 0, 1<<16, 0, 0, 0), be32(1<<30)...), []byte{}...)
	track := mp4Box("trak",
		mp4Box("tkhd", be32(7, 0, 0, 1, 0, ms), make([]byte, 16), matrix, be32(1920<<16, 1080<<16)),
		mp4Box("mdia",
			mp4Box("mdhd", be32(0, 0, 0, 12800, frames*512, 0)),
			mp4Box("hdlr", be32(0, 0), []byte("vide"), make([]byte, 13)),
			mp4Box("minf", mp4Box("stbl",
				mp4Box("stsd", be32(0, 1), mp4Box("jpeg", make([]byte, 6), []byte{0, 1}, make([]byte, 16), []byte{7, 128, 4, 56}, make([]byte, 50))),
				mp4Box("stts", be32(0, 1, frames, 512)), mp4Box("stsc", be32(0, 1, 1, 1, 1)),
				mp4Box("stsz", be32(0, uint32(len(picture)), frames)), mp4Box("stco", chunks),
			)),
		),
	)
	movie := mp4Box("moov", mp4Box("mvhd", be32(0, 0, 0, 1000, ms), make([]byte, 80)), track, s.keys())
	return bytes.Join([][]byte{head, data, movie}, nil)
}

func (s demoShot) keys() []byte {
	var names, values []byte
	for i, p := range [][2]string{
		{"com.apple.quicktime.creationdate", s.at.Format("2006-01-02T15:04:05-0700")},
		{"com.apple.quicktime.make", s.make},
		{"com.apple.quicktime.model", s.model},
		{"com.apple.proapps.serialno", s.serial},
	} {
		names = append(names, mp4Box("mdta", []byte(p[0]))...)
		values = append(values, mp4Box(string(be32(uint32(i+1))), mp4Box("data", be32(1, 0), []byte(p[1])))...)
	}
	return mp4Box("meta", mp4Box("hdlr", be32(0, 0), []byte("mdta"), make([]byte, 13)), mp4Box("keys", be32(0, 4), names), mp4Box("ilst", values))
}

func mp4Box(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(be32(uint32(8+len(body))), kind...), body...)
}

func be32(ns ...uint32) []byte {
	var b []byte
	for _, n := range ns {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}
