package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
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
	for name, text := range map[string]string{"page.css": "a { color : red ; }", "page.js": "const long = 1 ; alert( long ) ; // said\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "min"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "min", "page.css"))
	if err != nil || string(got) != "a{color:red}\n" {
		t.Errorf("page.css became %q, %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "page.js"), []byte("const = ;"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := write(dir); err == nil {
		t.Error("a script that is none was taken")
	}
}
