// Command compare holds the facts that ingest reads against exiftool's, file by file, and says why they differ.
//
//	compare [-json FILE] [-explain FILE] FOLDER
//
// It runs exiftool over the folder, or takes its records from FILE, as `exiftool -j -n -G1 -r FOLDER` prints them; paths in
// them are taken from the folder where they are not absolute. It ends well whatever it finds: each difference is for a person to judge.
//
// With -explain it writes the differences into FILE, one a line, with the explanations that FILE had for them. It fails while one has none:
// the explanation is the last column, and a person writes it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
)

func main() {
	records := flag.String("json", "", "take exiftool's records from this `file`; exiftool itself is not needed then")
	explain := flag.String("explain", "", "keep the list of explained differences in this `file`")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: compare [-json FILE] [-explain FILE] FOLDER")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, flag.Arg(0), *records, *explain)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, dir, records, explain string) error {
	var b []byte
	var err error
	if records != "" {
		b, err = os.ReadFile(records)
	} else {
		b, err = exiftool(ctx, dir)
	}
	if err != nil {
		return err
	}
	var list []map[string]any
	if err := json.Unmarshal(b, &list); err != nil {
		return fmt.Errorf("exiftool's records: %w", err)
	}
	r := report{}
	for _, record := range list {
		name, ok := record["SourceFile"].(string)
		if !ok {
			return errors.New("exiftool's records: one names no file")
		}
		if err := r.add(ctx, dir, name, record); err != nil {
			return err
		}
	}
	slices.SortFunc(r.found, difference.compare)
	if err := r.print(w); err != nil || explain == "" {
		return err
	}
	return keepExplained(explain, r.found)
}

// exiftool runs over the folder. It ends with 1 where a file of many is
// damaged, and has printed the others then.
func exiftool(ctx context.Context, dir string) ([]byte, error) {
	path, err := exec.LookPath("exiftool")
	if err != nil {
		return nil, errors.New("exiftool is not installed: install it, or give its records with -json")
	}
	out, err := exec.CommandContext(ctx, path, "-j", "-n", "-G1", "-r", dir).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 && len(out) > 0 {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("exiftool: %w", err)
	}
	return out, nil
}

// locate is where a file of a record lies: records that were kept name it from
// their folder, exiftool as it was found from here.
func locate(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	if path := filepath.Join(dir, name); isThere(path) {
		return path
	}
	return name
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
