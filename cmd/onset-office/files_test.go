package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// copyCmd copies a folder, as a backup program does: cp-r FROM TO.
func copyCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cp-r FROM TO")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}

// keptCmd holds a clip that an office keeps to the camera's file: kept HOME NAME FILE.
func keptCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: kept HOME NAME FILE")
	}
	found, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "*", "clips", "*", "*", "*", args[1]))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%s is kept %d times", args[1], len(found))
	}
	got, err := os.ReadFile(found[0])
	ts.Check(err)
	want, err := os.ReadFile(ts.MkAbs(args[2]))
	ts.Check(err)
	if !bytes.Equal(got, want) {
		ts.Fatalf("%s is not what the camera wrote", found[0])
	}
}
