package xmp

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// formats are the files that metadata is embedded into.
func formats(t *testing.T) map[string]func(*testing.T) []byte {
	t.Helper()
	film := func(ext string, args ...string) func(*testing.T) []byte {
		return func(t *testing.T) []byte { return ffmpeg(t, ext, args...) }
	}
	still := func(ext string, args ...string) func(*testing.T) []byte {
		return film(ext, append([]string{"-frames:v", "1"}, args...)...)
	}
	return map[string]func(*testing.T) []byte{
		"a.jpg":         func(t *testing.T) []byte { return jpegFixture(t) },
		"a.png":         func(t *testing.T) []byte { return pngFixture(t) },
		"lossy.webp":    still("webp"),
		"lossless.webp": still("webp", "-c:v", "libwebp", "-lossless", "1", "-pix_fmt", "bgra"),
		"moving.webp":   film("webp", "-c:v", "libwebp_anim"),
		"a.tiff":        still("tiff"),
		"big.tiff":      func(t *testing.T) []byte { return magick(t, "tiff", "TIFF64:") },
		"a.dng":         func(t *testing.T) []byte { return dngFixture(t, ffmpeg(t, "tiff", "-frames:v", "1")) },
		"a.heic":        func(t *testing.T) []byte { return magick(t, "heic", "") },
		"a.avif":        still("avif", "-c:v", "libaom-av1", "-still-picture", "1"),
		"a.mp4":         film("mp4"),
		"fast.mp4":      film("mp4", "-movflags", "faststart"),
		"fragments.mp4": film("mp4", "-movflags", "frag_keyframe+empty_moov", "-g", "1"),
		"a.m4v":         film("m4v"),
		"a.mov":         film("mov", "-metadata", "title=Ø"),
		"fast.mov":      film("mov", "-movflags", "faststart"),
		"bare.mov":      film("mov", "-fflags", "+bitexact"),
	}
}

// steps is what happens to each copy, one after the other.
var steps = []struct {
	name  string
	facts Facts
}{{"copy", allFacts()}, {"withdrawn", withdrawn()}, {"given", allFacts()}, {"nothing", Facts{}}}

// TestEveryFormat writes, changes and removes, with exiftool and each format's
// decoder looking on.
func TestEveryFormat(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	dir := t.TempDir()
	var paths []string
	for name, fixture := range formats(t) {
		t.Run(name, func(t *testing.T) {
			before := fixture(t)
			keep := func(step string, b []byte) string {
				path := filepath.Join(dir, step+"-"+name)
				if err := os.WriteFile(path, b, 0o600); err != nil {
					t.Fatal(err)
				}
				paths = append(paths, path)
				return path
			}
			pixels := picturesOf(t, keep("before", before))
			now := before
			for _, step := range steps {
				now = written(t, step.name, name, now, step.facts)
				path := keep(step.name, now)
				if got := factsIn(t, now); !reflect.DeepEqual(got, step.facts) {
					t.Errorf("%s: %+v\nwant %+v", step.name, got, step.facts)
				}
				if got := picturesOf(t, path); got != pixels {
					t.Errorf("%s: the pictures changed: %s, were %s", step.name, got, pixels)
				}
			}
			if bytes.Contains(now, []byte("Øl")) || bytes.Contains(now, []byte(id(2).URN())) {
				t.Error("what was taken back is still in the file")
			}
		})
	}
	said := exiftool(t, paths...)
	for name := range formats(t) {
		before := said["before-"+name]
		for _, step := range steps {
			now := said[step.name+"-"+name]
			for _, word := range []string{"ExifTool:Validate", "ExifTool:Warning", "ExifTool:Error"} {
				if !reflect.DeepEqual(now[word], before[word]) {
					t.Errorf("%s: %s: exiftool says %v, said %v", name, step.name, now[word], before[word])
				}
			}
			checkExiftool(t, step.name+"-"+name, now, step.facts)
		}
	}
}

// written is the file after one step: a copy at first, then changed where it is.
func written(t *testing.T, step, name string, b []byte, f Facts) []byte {
	t.Helper()
	if step == "copy" {
		return copied(t, b, f)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if changed, err := Retag(t.Context(), path, f); err != nil || !changed {
		t.Fatalf("%s: %t %v", step, changed, err)
	}
	later := f
	later.AsOf.Milli += 5000
	if changed, err := Retag(t.Context(), path, later); err != nil || changed {
		t.Errorf("%s: the same again: %t %v", step, changed, err)
	}
	out, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// picturesOf is a digest of what the file shows and sounds like.
func picturesOf(t *testing.T, path string) string {
	t.Helper()
	switch filepath.Ext(path) {
	case ".heic", ".avif", ".webp", ".tiff", ".dng", ".jpg", ".png":
		format := ""
		if filepath.Ext(path) == ".dng" {
			format = "TIFF:"
		}
		sum := md5.Sum(run(t, "convert", format+path, "rgb:-"))
		return hex.EncodeToString(sum[:])
	}
	return string(run(t, "ffmpeg", "-v", "error", "-i", path, "-map", "0", "-c", "copy", "-f", "md5", "-"))
}

// checkExiftool holds what exiftool reads against the facts.
func checkExiftool(t *testing.T, name string, got map[string]any, f Facts) {
	t.Helper()
	want := map[string]any{}
	plus := func(name, code string) {
		if code != "" {
			want["XMP-plus:"+name] = code
		}
	}
	plus("ModelReleaseStatus", string(f.Release))
	plus("MinorModelAgeDisclosure", string(f.Youngest))
	if f.Mining != "" { // which this exiftool may not know, and so does not shorten
		got["XMP-plus:DataMining"] = strings.TrimPrefix(fmt.Sprint(got["XMP-plus:DataMining"]), plusValue)
	}
	plus("DataMining", string(f.Mining))
	var releases, shown, heard, names []any
	for _, r := range f.Releases {
		releases = append(releases, r.URN())
	}
	for _, p := range f.People {
		if p.As == "heard" {
			heard = append(heard, map[string]any{"Identifier": []any{p.ID.URN()}})
			continue
		}
		entry := map[string]any{"PersonId": []any{p.ID.URN()}}
		if p.Name != "" {
			entry["PersonName"] = p.Name
			names = append(names, p.Name)
		}
		shown = append(shown, entry)
	}
	for name, list := range map[string][]any{
		"XMP-plus:ModelReleaseID": releases, "XMP-iptcExt:PersonInImageWDetails": shown,
		"XMP-iptcExt:PersonHeard": heard, "XMP-iptcExt:PersonInImage": names,
	} {
		if list != nil {
			want[name] = list
		}
	}
	maps.Copy(want, ownExiftool(f))
	delete(got, "XMP-onset:Wrote") // what is ours of the properties above, for Onset alone
	tags := slices.Collect(maps.Keys(want))
	for tag := range got { // nor may there be more of ours
		if strings.HasPrefix(tag, "XMP-onset:") || strings.HasPrefix(tag, "XMP-plus:") || strings.HasPrefix(tag, "XMP-iptcExt:") {
			tags = append(tags, tag)
		}
	}
	for _, tag := range tags {
		if !reflect.DeepEqual(got[tag], want[tag]) {
			t.Errorf("%s: %s: exiftool reads %v, not %v", name, tag, got[tag], want[tag])
		}
	}
}

// ownExiftool is what exiftool should read of the properties in our namespace.
func ownExiftool(f Facts) map[string]any {
	if f.Clip.IsZero() {
		return nil
	}
	var uses, consents []any
	for _, u := range f.Uses {
		uses = append(uses, map[string]any{"Purpose": string(u.Purpose), "Result": string(u.Result)})
	}
	for _, c := range f.Consents {
		consents = append(consents, map[string]any{"Id": c.ID.URN(), "Status": string(c.Status)})
	}
	return map[string]any{
		"XMP-onset:Clip": f.Clip.URN(), "XMP-onset:Status": string(f.Result), "XMP-onset:Uses": uses, "XMP-onset:Consents": consents,
		"XMP-onset:AsOf": f.AsOf.Time().Format("2006:01:02 15:04:05.000-07:00"),
	}
}

// dngFixture makes a DNG of a TIFF: its version is what makes it one.
func dngFixture(t *testing.T, b []byte) []byte {
	t.Helper()
	s := newSource(t.Context(), bytes.NewReader(b), int64(len(b)))
	d, err := readTIFF(s)
	if err != nil {
		t.Fatal(err)
	}
	version := d.order.AppendUint16(d.order.AppendUint16(nil, tagDNGVersion), typeByte)
	version = append(d.order.AppendUint32(version, 4), 1, 4, 0, 0)
	at := len(b) + len(b)&1
	out := append(bytes.Clone(b), make([]byte, len(b)&1)...)
	out = d.order.AppendUint16(out, uint16(len(d.entries)+1))
	for _, e := range append(d.entries, version) {
		out = append(out, e...)
	}
	d.order.PutUint32(out[4:], uint32(at))
	return append(out, 0, 0, 0, 0)
}
