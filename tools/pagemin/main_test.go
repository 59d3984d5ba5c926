package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "make the files anew")

const root = "../../assets/page"

// TestMadeFromWhatIsRead: what phones get is what stands in the readable files.
func TestMadeFromWhatIsRead(t *testing.T) {
	if *update {
		if err := write(root); err != nil {
			t.Fatal(err)
		}
	}
	made, err := minified(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join(root, "min", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("min/%s is not made from %s (%v): make golden", name, name, err)
		}
	}
}

func TestBriefer(t *testing.T) {
	long := ":root{--ink:#000;--ink-2:#333;--bg:#fff}a{color:var(--ink-2);background:var(--bg);margin:-1px}"
	want := ":root{--a:#000;--b:#333;--c:#fff}a{color:var(--b);background:var(--c);margin:-1px}"
	if got := briefer([]byte(long)); string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	if err := write(dir); err == nil {
		t.Error("no files, and no error")
	}
	put(t, dir, "page.css", "a { color : red ; }")
	for _, name := range parts {
		put(t, dir, "script/"+name, "const from"+name[:3]+" = 1 ; alert( from"+name[:3]+" ) ; // said\n")
	}
	put(t, dir, "min/page.js", "old")
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	style, _ := os.ReadFile(filepath.Join(dir, "min", "page.css"))
	script, _ := os.ReadFile(filepath.Join(dir, "min", "page.js"))
	if string(style) != "a{color:red}\n" || !strings.HasPrefix(string(script), `(()=>{"use strict";`) || strings.Count(string(script), "alert") != len(parts) {
		t.Errorf("made %q and %q", style, script)
	}
	put(t, dir, "script/forgotten.js", "alert(2)")
	if err := write(dir); err == nil {
		t.Error("a part that the list does not name was left out")
	}
}

func TestWriteRefusesWhatIsNoScript(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "page.css", "a{}")
	for _, name := range parts {
		put(t, dir, "script/"+name, "const = ;")
	}
	if err := write(dir); err == nil {
		t.Error("a script that is none was taken")
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
