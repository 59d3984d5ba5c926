package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
)

// runSmoke runs the tests beside the real window; nil in builds without it.
var runSmoke func(*testing.M) int

func TestMain(m *testing.M) {
	if runSmoke != nil {
		os.Exit(runSmoke(m))
	}
	testscript.Main(m, map[string]func(){"onset": main})
}

// TestScripts runs the binary as a user's script would.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ONSET_HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("ONSET_PASS_FILE", filepath.Join(e.WorkDir, "pass"))
			e.Setenv("ONSET_LANG", "en")
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("TMPDIR", filepath.Join(e.WorkDir, "tmp"))
			if err := os.Mkdir(filepath.Join(e.WorkDir, "tmp"), 0o700); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "pass"), []byte("an invented film on set\n"), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"photo": photoCmd, "take": takeCmd, "json": jsonCmd, "nowhere": nowhereCmd, "private": privateCmd, "phone": phoneCmd,
		},
	})
}

// photoCmd makes a photo: photo FILE TIME, the time as the camera writes it,
// "2006:01:02 15:04:05", or in minutes from now, "+10m".
func photoCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: photo FILE TIME")
	}
	at := args[1]
	if d, err := time.ParseDuration(strings.TrimPrefix(at, "+")); err == nil {
		at = time.Now().UTC().Add(d).Format("2006:01:02 15:04:05")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), photo(args[0], at), 0o600))
}

// photo is a small JPEG with the EXIF a camera would write, in UTC. Its colour
// comes from its name, so that no two are the same clip.
func photo(name, at string) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 32, 24))
	for i := range img.Pix {
		img.Pix[i] = name[i%len(name)]
	}
	img.Set(1, 1, color.White)
	var pic bytes.Buffer
	if err := jpeg.Encode(&pic, img, nil); err != nil {
		panic(err)
	}
	exif := append([]byte("Exif\x00\x00"), tiff(at)...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(out, exif...), pic.Bytes()[2:]...)
}

// tiff is a big-endian block with Make, Model and an Exif directory that holds
// the time and its zone.
func tiff(at string) []byte {
	type entry struct {
		tag  uint16
		text string
	}
	dir := func(at uint32, next []byte, es ...entry) []byte {
		n := len(es) + len(next)/12
		b := binary.BigEndian.AppendUint16(nil, uint16(n))
		data, off := []byte{}, at+2+uint32(n)*12+4
		for _, e := range es {
			b = binary.BigEndian.AppendUint16(b, e.tag)
			b = append(b, 0, 2)
			b = binary.BigEndian.AppendUint32(b, uint32(len(e.text)+1))
			b = binary.BigEndian.AppendUint32(b, off+uint32(len(data)))
			data = append(append(data, e.text...), 0)
		}
		b = append(append(b, next...), 0, 0, 0, 0)
		return append(b, data...)
	}
	sub := dir(200, nil, entry{0x9003, at}, entry{0x9011, "+00:00"})
	link := append([]byte{0x87, 0x69, 0, 4, 0, 0, 0, 1}, 0, 0, 0, 200)
	out := append([]byte("MM\x00\x2a\x00\x00\x00\x08"), dir(8, link, entry{0x010f, "Example"}, entry{0x0110, "Camera 1"})...)
	out = append(out, make([]byte, 200-len(out))...)
	return append(out, sub...)
}

// takeCmd puts the last line of stdout into a variable: take NAME.
func takeCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: take NAME")
	}
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	ts.Setenv(args[0], lines[len(lines)-1])
}

// jsonCmd looks into the JSON on stdout: json PATH WANT. The path is keys and
// indexes with slashes between them; an array of objects can be searched with
// "name=Karen". "len" is the length.
func jsonCmd(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: json PATH WANT")
	}
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &v))
	got := fmt.Sprint(walk(v, strings.Split(args[0], "/")))
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %q, want %q", args[0], got, args[1])
	}
}

func walk(v any, path []string) any {
	if len(path) == 0 || path[0] == "" {
		return v
	}
	switch x := v.(type) {
	case map[string]any:
		return walk(x[path[0]], path[1:])
	case []any:
		return walk(element(x, path[0]), path[1:])
	}
	return nil
}

func element(list []any, key string) any {
	if key == "len" {
		return len(list)
	}
	if k, want, ok := strings.Cut(key, "="); ok {
		for _, e := range list {
			if m, ok := e.(map[string]any); ok && fmt.Sprint(m[k]) == want {
				return e
			}
		}
		return nil
	}
	var i int
	if _, err := fmt.Sscan(key, &i); err != nil || i < 0 || i >= len(list) {
		return nil
	}
	return list[i]
}

// writings are the ways a word may stand in a file.
func writings(word string) [][]byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	// Three places where the word may begin in base64; what it shares with its neighbours is left out.
	out := [][]byte{[]byte(word), []byte(strings.ToLower(word)), wide}
	for skip := range 3 {
		text := base64.StdEncoding.EncodeToString(append(make([]byte, skip), word...))
		out = append(out, []byte(strings.TrimRight(text, "=")[skip+1:len(strings.TrimRight(text, "="))-1]))
	}
	return out
}

// privateCmd fails for a file or folder that others than its owner may open: private DIR...
func privateCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: private DIR...")
	}
	for _, dir := range args {
		ts.Check(filepath.WalkDir(ts.MkAbs(dir), func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
				ts.Fatalf("%s is open to others: %v", path, info.Mode())
			}
			return err
		}))
	}
}

// nowhereCmd fails when a word is found in any file below the folders: nowhere WORD DIR...
func nowhereCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: nowhere WORD DIR...")
	}
	looked := 0
	for _, dir := range args[1:] {
		ts.Check(filepath.WalkDir(ts.MkAbs(dir), func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			looked++
			b, err := os.ReadFile(path)
			for _, form := range writings(args[0]) {
				if bytes.Contains(append(b, path...), form) {
					ts.Fatalf("%q stands in %s", args[0], path)
				}
			}
			return err
		}))
	}
	if looked == 0 {
		ts.Fatalf("there is no file to look into")
	}
}
