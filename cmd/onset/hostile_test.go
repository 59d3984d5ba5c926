package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// fits fails for output that a terminal could take for anything but text.
func (b *box) fits(what, out string) {
	b.Helper()
	bad := func(r rune) bool {
		return r != '\n' && (unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069')
	}
	if strings.ContainsFunc(out, bad) {
		b.Errorf("%s prints %q", what, out)
	}
}

// said is a failure in one sentence of ours, whatever it is about.
func (b *box) said(what string, e end, code int) {
	b.Helper()
	b.fits(what, e.out+e.err)
	line, rest, _ := strings.Cut(e.err, "\n")
	noise := strings.Contains(line, "panic") || strings.Contains(line, "%!(") || strings.Contains(line, "syscall")
	if e.code != code || rest != "" || noise || !strings.HasPrefix(line, "onset: ") || len(line) < len("onset: ")+5 {
		b.Errorf("%s: exit %d, %q", what, e.code, e.err)
	}
}

// names that somebody could give a file, a person or a scene.
var names = map[string]string{
	"an escape":      "e\x1b[31mvil\x1b]0;title\a",
	"two lines":      "one\nonset: all is well",
	"columns":        "one\ttwo",
	"a turn":         "abc\u202egpj",
	"no text":        "bad\xff\xfe",
	"C1":             "c\u009b31m",
	"a formula":      "=cmd()|'x'!A0",
	"a call":         "@SUM(1)",
	"a minus":        "-rf",
	"a tag":          "<script>alert(1)</script>",
	"a placeholder":  "{name} {n} %s %!d",
	"a long one":     strings.Repeat("x", 180),
	"a right letter": "Søren \u00e5 \U0001f600 سارا",
}

// TestHostileNames gives people, scenes, places and reasons names that harm
// terminals, tables and pages, and looks at everything that shows them.
func TestHostileNames(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo", "--name", names["an escape"], "--crew", names["a turn"], "--place", names["two lines"], "--unit", names["C1"])
	b.stayOpen()
	b.must(os.WriteFile(b.at("A.JPG"), photo("A.JPG", "2026:05:15 13:00:00"), 0o600))
	b.ok("ingest", "A.JPG")
	for what, name := range names {
		e := b.run("record", "--terms", "appearance", "--name="+name, "--adult", "--org="+name, "--email="+name, "--band="+name, "--grant", "film")
		b.fits(what, e.out)
		if e.code != 0 {
			b.said(what, e, 1)
			continue
		}
		b.ok("tag", "A.JPG", e.result())
		b.fits(what, b.run("invalidate", e.result(), "--reason="+name).out)
		b.fits(what, b.run("scene", "--", name).out)
		b.fits(what, b.run("notice", "--place="+name, "--zone="+name).out)
		b.said(what, b.run("withdraw", "--", name), 1)
		b.said(what, b.run("avoid", "--garment="+name), 1)
	}
	for _, list := range []string{"people", "consents", "clips", "scenes", "status", "clearance", "report"} {
		args := []string{list}
		if list == "clearance" || list == "report" {
			args = append(args, "--purpose", "film")
		}
		b.fits(list, b.run(args...).out)
		e := b.run(append(args, "--json")...)
		b.fits(list+" --json", e.out)
		if !json.Valid([]byte(e.out)) {
			t.Errorf("%s --json: %s", list, e.out)
		}
	}
	if out := b.run("people", "--json").out; !strings.Contains(out, "Søren å \U0001f600 سارا") || !strings.Contains(out, "=cmd()") {
		t.Errorf("good letters were lost: %s", out)
	}
	b.ok("check")
	b.reports()
}

// reports looks at what is opened in browsers and spreadsheets.
func (b *box) reports() {
	b.Helper()
	b.ok("report", "--purpose", "film", "--out", "day.html")
	b.ok("report", "--purpose", "film", "--out", "day.csv")
	page, err := os.ReadFile(b.at("day.html"))
	b.must(err)
	if bytes.Contains(page, []byte("<script")) || !bytes.Contains(page, []byte("&lt;script&gt;")) {
		b.Error("the page has a name for a tag, or not the name")
	}
	table, err := os.ReadFile(b.at("day.csv"))
	b.must(err)
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	b.must(err)
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				b.Errorf("a spreadsheet would reckon %q", cell)
			}
		}
	}
}

// bomb is a PNG of a few thousand bytes that asks for edge² pixels.
func bomb(edge uint32) []byte {
	out := bytes.NewBufferString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(out, binary.BigEndian, uint32(len(data)))
		all := append([]byte(kind), data...)
		out.Write(all)
		_ = binary.Write(out, binary.BigEndian, crc32.ChecksumIEEE(all))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, edge), edge)
	chunk("IHDR", append(head, 8, 2, 0, 0, 0))
	var rows bytes.Buffer
	z := zlib.NewWriter(&rows)
	_, _ = z.Write(make([]byte, 4<<20))
	_ = z.Close()
	chunk("IDAT", rows.Bytes())
	chunk("IEND", nil)
	return out.Bytes()
}

// TestHostileAttachments offers what is no signature, photo or list.
func TestHostileAttachments(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo")
	b.stayOpen()
	for name, text := range map[string]string{
		"deep.json":  strings.Repeat("[", 100_000),
		"far.json":   `{"v":1,"width":600,"height":200,"strokes":[[{"x":1e999,"y":0}]]}`,
		"null.json":  "null",
		"twice.json": `{"v":1,"V":2,"strokes":[]}`,
		"empty.json": "",
		"noise.json": "\xff\xfe\x00\x00",
	} {
		b.write(name, text)
		b.said(name, b.run(append(recording("A"), "--ink", name)...), 1)
	}
	pic := photo("z", "2026:05:15 13:00:00")
	for name, data := range map[string][]byte{
		"bomb.png": bomb(50000), "cut.jpg": pic[:len(pic)/2], "empty.jpg": {}, "text.jpg": []byte("not a photo"), "large.jpg": make([]byte, 33<<20),
	} {
		b.write(name, string(data))
		for _, flag := range []string{"--paper", "--face"} {
			b.said(name, b.run(append(recording("A"), flag, name)...), 1)
		}
		b.said(name, b.run("notice", "--place", "quay", "--photo", name), 1)
	}
	for name, text := range map[string]string{
		"noise.csv": "label\n\x00\x01\x02", "quote.csv": "label,band\n\"A,1\n", "date.csv": "label,answer_by\nA,31-12-2026\n",
		"long.csv": "label\n" + strings.Repeat("x", 300), "many.csv": "label\n" + strings.Repeat("A\n", 6000), "large.csv": strings.Repeat("label\n", 1<<20),
		"terms.csv": "label;terms\nA;nothing\n", "wide.csv": "label\nA,B,C\n", "empty.csv.d/x": "",
	} {
		if strings.HasSuffix(name, "/x") {
			b.must(os.Mkdir(b.at(filepath.Dir(name)), 0o700))
			name = filepath.Dir(name)
		} else {
			b.write(name, text)
		}
		b.said(name, b.run("expect", "--file", name), 1)
	}
	if out := b.run("people").out; out != b.words.T("cli.people.none")+"\n" {
		t.Errorf("something of it was kept: %s", out)
	}
	b.write("formula.csv", "label,band\n=cmd(),1\n\"a\nb\",2\n@x,3\n\u202eevil,4\n\n,,\n")
	e := b.run("expect", "--file", "formula.csv")
	b.fits("expect", e.out)
	if e.code != 0 || strings.Count(e.out, "\n") != 5 {
		t.Errorf("exit %d\n%s%s", e.code, e.out, e.err)
	}
}

// TestWrongKindOfID names one thing where another is wanted.
func TestWrongKindOfID(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo")
	b.stayOpen()
	declared := b.record("Karen Holm")
	b.must(os.WriteFile(b.at("A.JPG"), photo("A.JPG", "2026:05:15 13:00:00"), 0o600))
	b.ok("ingest", "A.JPG")
	var rows []struct{ ID string }
	b.must(json.Unmarshal([]byte(b.run("clips", "--json").out), &rows))
	clip := rows[0].ID
	b.must(json.Unmarshal([]byte(b.run("people", "--json").out), &rows))
	person := rows[0].ID
	for _, args := range [][]string{
		{"withdraw", clip},
		{"restrict", clip},
		{"unrestrict", person},
		{"invalidate", clip, "--reason", "x"},
		{"rectify", clip, "--name", "x"},
		{"avoid", clip},
		{"erase", clip, "--yes"},
		{"receipt", clip},
		{"receipt", person},
		{"judge", person, "--basis", "nobody", "--reason", "x"},
		{"clock", declared, "--shows", "12:00"},
		{"clearance", "--purpose", "film", person},
		{"suggest", declared},
		{"notice", "--down", clip},
		{"sign-further", clip, "--guardian", "A;mother;x"},
		{"untag", "A.JPG", "00000000-0000-4000-8000-000000000000"},
	} {
		e := b.run(args...)
		b.said(strings.Join(args, " "), e, 1)
		if !strings.HasSuffix(e.err, ": "+b.words.T("error.not_found")+"\n") {
			t.Errorf("%v: %q", args, e.err)
		}
	}
	for _, args := range [][]string{
		{"withdraw"},
		{"withdraw", "a", "b"},
		{"tag", clip, clip},
		{"tag", person, person},
		{"receipt", declared, "--lang", "xx"},
		append(recording("A"), "--at", "0001-01-01"),
		{"people", "--nonsense"},
		{"demo", "--people", "-1"},
		{"status", "extra"},
	} {
		b.said(strings.Join(args, " "), b.run(args...), 2)
	}
	b.ok("check")
}
