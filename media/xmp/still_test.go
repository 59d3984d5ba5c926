package xmp

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func packetOf(t testing.TB, b []byte) []byte {
	t.Helper()
	packet, err := Packet(context.Background(), bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return packet
}

// bulky is a packet with properties of others that do not fit one segment, as
// attribute and as element.
func bulky(n int) []byte {
	big := strings.Repeat("0123456789", n/10)
	return rdf(`xmlns:d="urn:depth#" d:Map="`+big+`" d:Mime="image/png"`, `<d:Other xmlns:d="urn:other#"><rdf:Seq><rdf:li>`+big+`</rdf:li></rdf:Seq></d:Other><plus:Licensor>x</plus:Licensor>`)
}

// TestExtendedXMP: a packet of 600 kB is split over segments, read together
// again, and nothing of it is lost.
func TestExtendedXMP(t *testing.T) {
	const n = 300_000
	withPacket := func(packet []byte) []byte {
		main, parts, err := split(wrapped(packet, padding))
		if err != nil {
			t.Fatal(err)
		}
		if len(main) > maxMain || len(parts) < 9 {
			t.Fatalf("%d bytes and %d parts", len(main), len(parts))
		}
		segments := [][]byte{app1(headMain, main)}
		for _, p := range parts {
			segments = append(segments, app1(headExtended, p))
		}
		return jpegFixture(t, segments...)
	}
	b := withPacket(bulky(n))
	for _, f := range []Facts{allFacts(), withdrawn(), {}} {
		b = copied(t, b, f)
		if got := factsIn(t, b); got.Result != f.Result {
			t.Errorf("%+v", got)
		}
		p, err := parsePacket(packetOf(t, b))
		if err != nil {
			t.Fatal(err)
		}
		other := p.find("urn:other#", "Other")
		if len(p.scalar("urn:depth#", "Map")) != n || p.scalar("urn:depth#", "Mime") != "image/png" || len(other) != 1 || len(other[0].elem.bytes()) < n || p.scalar(nsPlus, "Licensor") != "x" {
			t.Error("properties of others are lost")
		}
		if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
			t.Error(err)
		}
		if bytes.Count(b, headMain) != 1 {
			t.Error("more than one packet")
		}
	}
	path := filepath.Join(t.TempDir(), "a.jpg")
	b = copied(t, b, allFacts())
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	said := exiftool(t, path)["a.jpg"]
	// It prints no more of a long text than how long it is.
	if long := fmt.Sprint(said["XMP-d:Map"]); said["ExifTool:Validate"] != "0 0 0" || !strings.Contains(long, fmt.Sprint(n)) {
		t.Errorf("exiftool: %v, %s", said["ExifTool:Validate"], long)
	}
	if said["XMP-plus:Licensor"] != "x" {
		t.Errorf("exiftool reads %v of others", said["XMP-plus:Licensor"])
	}
	delete(said, "XMP-plus:Licensor")
	checkExiftool(t, "a.jpg", said, allFacts())
}

// TestBrokenExtension: parts that do not add up stay in the file as they are,
// and so does their name in the packet.
func TestBrokenExtension(t *testing.T) {
	sum := md5.Sum([]byte("something else"))
	guid := strings.ToUpper(hex.EncodeToString(sum[:]))
	part := append(be.AppendUint32(be.AppendUint32([]byte(guid), 5), 0), "abcde"...)
	main := rdf(`xmlns:xmpNote="`+nsNote+`" xmpNote:HasExtendedXMP="`+guid+`"`, "")
	for name, segment := range map[string][]byte{
		"wrong digest": app1(headExtended, part), "too short": app1(headExtended, []byte(guid)),
		"out of its length": app1(headExtended, append(be.AppendUint32(be.AppendUint32([]byte(guid), 5), 9), "abcde"...)),
		"huge":              app1(headExtended, append(be.AppendUint32(be.AppendUint32([]byte(guid), 1<<31), 0), "abcde"...)),
	} {
		b := copied(t, jpegFixture(t, app1(headMain, main), segment), allFacts())
		if !bytes.Contains(b, segment) || !bytes.Contains(packetOf(t, b), []byte(guid)) || factsIn(t, b).Clip != id(1) {
			t.Errorf("%s: the extension changed", name)
		}
	}
}

// TestTooMuchOfOurs: what cannot move into an extension does not fit.
func TestTooMuchOfOurs(t *testing.T) {
	f := allFacts()
	f.People[0].Name = strings.Repeat("n", maxMain)
	b := jpegFixture(t)
	if _, err := Copy(t.Context(), &memory{}, bytes.NewReader(b), int64(len(b)), f); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v", err)
	}
}

// TestPictureDirectory: a second picture behind the first is found where the
// directory says after the packet has grown, wherever it stands.
func TestPictureDirectory(t *testing.T) {
	second := jpegFixture(t)
	for name, order := range map[string]byteOrder{"II": le, "MM": be} {
		for where, segments := range map[string]func(mpf []byte) [][]byte{
			"no packet":            func(mpf []byte) [][]byte { return [][]byte{mpf} },
			"packet before it":     func(mpf []byte) [][]byte { return [][]byte{app1(headMain, rdf("", "")), mpf} },
			"packet behind it":     func(mpf []byte) [][]byte { return [][]byte{mpf, app1(headMain, rdf("", ""))} },
			"with a block of EXIF": func(mpf []byte) [][]byte { return [][]byte{app1(headExif, []byte{0}), mpf} },
		} {
			directory := func(first, at uint32) []byte {
				d := order.AppendUint32(append([]byte(name), order.AppendUint16(nil, 42)...), 8)
				d = order.AppendUint16(d, 1)
				d = order.AppendUint16(order.AppendUint16(d, mpEntry), 7)
				d = order.AppendUint32(order.AppendUint32(d, 32), 26)
				d = order.AppendUint32(d, 0)
				for _, e := range [][3]uint32{{0x030000, first, 0}, {0, uint32(len(second)), at}} {
					for _, n := range e {
						d = order.AppendUint32(d, n)
					}
					d = order.AppendUint32(d, 0)
				}
				return d
			}
			segment := func(d []byte) []byte {
				b := app1(headMPF, d)
				b[1] = 0xe2
				return b
			}
			size := len(jpegFixture(t, segments(segment(directory(0, 0)))...))
			start := bytes.Index(jpegFixture(t, segments(segment(directory(0, 0)))...), headMPF) + len(headMPF)
			b := append(jpegFixture(t, segments(segment(directory(uint32(size), uint32(size-start))))...), second...)
			b = copied(t, b, allFacts())
			d := bytes.Index(b, headMPF) + len(headMPF)
			first, at := order.Uint32(b[d+26+4:]), order.Uint32(b[d+26+16+8:])
			if int(first) != len(b)-len(second) || !bytes.Equal(b[d+int(at):], second) {
				t.Errorf("%s, %s: first has %d of %d, second at %d", name, where, first, len(b)-len(second), d+int(at))
			}
		}
	}
}

func TestPNGChunks(t *testing.T) {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(rdf("", "<plus:Licensor>theirs</plus:Licensor>"))
	_ = w.Close()
	insert := func(chunk []byte) []byte {
		b := pngFixture(t)
		return slices.Concat(b[:33], chunk, b[33:])
	}
	head := func(parts ...string) []byte { return append(bytes.Clone(keyword), strings.Join(parts, "")...) }
	for name, b := range map[string][]byte{
		"compressed":     insert(pngChunk("iTXt", append(head("\x01\x00da\x00navn\x00"), z.Bytes()...))),
		"plain":          insert(pngChunk("iTXt", append(head("\x00\x00\x00\x00"), rdf("", "<plus:Licensor>theirs</plus:Licensor>")...))),
		"another before": insert(append(pngChunk("iTXt", []byte("Title\x00\x00\x00\x00\x00x")), pngChunk("iTXt", append(head("\x00\x00\x00\x00"), rdf("", "<plus:Licensor>theirs</plus:Licensor>")...))...)),
	} {
		b = copied(t, b, allFacts())
		if !bytes.Contains(packetOf(t, b), []byte("theirs")) || bytes.Count(b, keyword) != 1 {
			t.Errorf("%s: %s", name, packetOf(t, b))
		}
		if _, err := png.Decode(bytes.NewReader(b)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var bomb bytes.Buffer
	w = zlib.NewWriter(&bomb)
	_, _ = w.Write(bytes.Repeat([]byte(" "), maxPacket+1))
	_ = w.Close()
	b := insert(pngChunk("iTXt", append(head("\x01\x00\x00\x00"), bomb.Bytes()...)))
	if _, err := Packet(t.Context(), bytes.NewReader(b), int64(len(b))); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a bomb: %v", err)
	}
}

// TestTIFFDoesNotGrow: a copy that is tagged over and over stays the same size.
func TestTIFFDoesNotGrow(t *testing.T) {
	for _, big := range []bool{false, true} {
		for _, order := range []byteOrder{le, be} {
			first := copied(t, tiffFixture(order, big), allFacts())
			again := copied(t, copied(t, first, withdrawn()), allFacts())
			if len(again) != len(first) || !bytes.Equal(stripOf(t, again), mediaBytes) {
				t.Errorf("%v %t: %d bytes, then %d", order, big, len(first), len(again))
			}
			foreign := copied(t, append(bytes.Clone(first), "something of another program"...), withdrawn())
			if !bytes.Contains(foreign, []byte("another program")) || bytes.Contains(foreign, []byte("Øl")) {
				t.Errorf("%v %t: what stood behind is lost, or the old packet is not", order, big)
			}
		}
	}
}

// TestRefusedFiles: what takes a sidecar only, and what is broken.
func TestRefusedFiles(t *testing.T) {
	cut := func(b []byte, n int) []byte { return b[:len(b)-n] }
	crw := tiffFixture(le, false)
	copy(crw[8:], "CR\x02\x00")
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"MXF":                      {[]byte("\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02\x04\x00\x83\x00\x00\x78"), ErrSidecarOnly},
		"AVI":                      {[]byte("RIFF\x10\x00\x00\x00AVI LIST\x04\x00\x00\x00hdrl"), ErrSidecarOnly},
		"MTS":                      {bytes.Repeat([]byte{0, 0, 0, 0, 0x47}, 50), ErrSidecarOnly},
		"CR3":                      {slices.Concat(boxOf("ftyp", []byte("crx \x00\x00\x00\x01crx isom")), film{}.movie(0)), ErrSidecarOnly},
		"CR2":                      {crw, ErrSidecarOnly},
		"empty":                    {nil, ErrSidecarOnly},
		"text":                     {[]byte("consent given by Somebody on a page of text that is long enough"), ErrSidecarOnly},
		"JPEG cut short":           {jpegFixture(t)[:30], ErrDamaged},
		"PNG cut short":            {cut(pngFixture(t), 5), ErrDamaged},
		"TIFF cut short":           {cut(tiffFixture(le, false), 5), ErrDamaged},
		"MP4 cut short":            {cut(mp4Fixture(), 5), ErrDamaged},
		"MOV cut short":            {cut(movFixture(), 5), ErrDamaged},
		"MP4 without a movie box":  {boxOf("ftyp", []byte("isom\x00\x00\x00\x00isom")), ErrDamaged},
		"MOV with a packed index":  {slices.Concat(boxOf("ftyp", []byte("qt  \x00\x00\x00\x00qt  ")), boxOf("moov", boxOf("cmov"))), ErrSidecarOnly},
		"MOV with two movies":      {slices.Concat(movFixture(), boxOf("moov", boxOf("mvhd", []byte{1}))), ErrDamaged},
		"a sequence of pictures":   {slices.Concat(boxOf("ftyp", []byte("avis\x00\x00\x00\x00avis")), film{}.movie(0)), ErrSidecarOnly},
		"HEIC without a list":      {boxOf("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), ErrDamaged},
		"WebP with another length": {[]byte("RIFF\xff\x00\x00\x00WEBPVP8 \x04\x00\x00\x00abcd"), ErrDamaged},
	} {
		_, err := Copy(t.Context(), &memory{}, bytes.NewReader(c.b), int64(len(c.b)), allFacts())
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for _, path := range []string{"a.NEF", "a.cr2", "a.arw"} {
		b := tiffFixture(le, false)
		if err := Deliver(t.Context(), bytes.NewReader(b), int64(len(b)), filepath.Join(t.TempDir(), path), allFacts()); !errors.Is(err, ErrSidecarOnly) {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := Retag(t.Context(), filepath.Join(folderOf(t, path+"="+string(b)), path), allFacts()); !errors.Is(err, ErrSidecarOnly) {
			t.Errorf("%s: %v", path, err)
		}
	}
	b := jpegFixture(t)
	if _, err := Embed(t.Context(), &memory{b: b}, int64(len(b)), allFacts()); !errors.Is(err, ErrNotInPlace) {
		t.Errorf("in place: %v", err)
	}
}

// TestCameraRaws tells the makers' raws from pictures by what is in them.
func TestCameraRaws(t *testing.T) {
	number := func(tag uint16, value uint32) []byte {
		e := le.AppendUint16(le.AppendUint16(nil, tag), 4)
		return le.AppendUint32(le.AppendUint32(e, 1), value)
	}
	for name, c := range map[string]struct {
		entries [][]byte
		want    bool
	}{
		"picture":           {[][]byte{number(tagCompression, 1), number(tagPhotometric, 2)}, false},
		"pyramid":           {[][]byte{number(tagCompression, 1), number(tagPhotometric, 2), number(tagSubIFDs, 99)}, false},
		"sensor":            {[][]byte{number(tagCompression, 1), number(tagPhotometric, photometricCFA)}, true},
		"maker's own":       {[][]byte{number(tagCompression, 65535), number(tagPhotometric, 2)}, true},
		"preview in front":  {[][]byte{number(tagSubfile, 1), number(tagCompression, 1), number(tagSubIFDs, 99)}, true},
		"JPEG in front":     {[][]byte{number(tagCompression, 6), number(tagSubIFDs, 99)}, true},
		"DNG with a sensor": {[][]byte{number(tagSubfile, 1), number(tagCompression, 1), number(tagPhotometric, photometricCFA), number(tagDNGVersion, 1)}, false},
	} {
		if got := (&tiff{order: le, entries: c.entries}).cameraRaw(); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestDeliver(t *testing.T) {
	dir := folderOf(t, "taken.jpg=theirs")
	b := jpegFixture(t)
	deliver := func(name string) error {
		return Deliver(t.Context(), bytes.NewReader(b), int64(len(b)), filepath.Join(dir, name), allFacts())
	}
	if err := deliver("a.jpg"); err != nil || factsIn(t, must(os.ReadFile(filepath.Join(dir, "a.jpg")))).Clip != id(1) {
		t.Error(err)
	}
	if err := deliver("taken.jpg"); !errors.Is(err, os.ErrExist) || string(must(os.ReadFile(filepath.Join(dir, "taken.jpg")))) != "theirs" {
		t.Errorf("a taken name: %v", err)
	}
	if err := deliver("absent/a.jpg"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an absent folder: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := Deliver(ctx, bytes.NewReader(b), int64(len(b)), filepath.Join(dir, "b.jpg"), allFacts()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := os.Symlink("a.jpg", filepath.Join(dir, "link.jpg")); err != nil {
		t.Fatal(err)
	}
	if _, err := Retag(t.Context(), filepath.Join(dir, "link.jpg"), withdrawn()); !errors.Is(err, ErrNotFile) {
		t.Errorf("a link: %v", err)
	}
	if names := must(filepath.Glob(filepath.Join(dir, "*"))); len(names) != 3 {
		t.Errorf("%q", names)
	}
	assertNoLeftovers(t, dir)
}
