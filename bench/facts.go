package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"onset/app/flow"
	"onset/media/probe"
)

// readers is how many files ingest reads at once.
const readers = 2

// readFacts reads the facts of a folder's files beside exiftool.
func readFacts(ctx context.Context, o options) ([]line, error) {
	if _, err := os.Stat(o.media); err != nil {
		return []line{{what: "no media in " + o.media + ", not measured", unit: "files"}}, nil
	}
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		return []line{{what: "exiftool is not installed, not measured", unit: "files"}}, nil
	}
	files, theirs, err := exiftool(ctx, tool, o.media)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("exiftool knows no file in %s", o.media)
	}
	one := repeat(5, func() { readAll(ctx, files, 1) })
	two := repeat(5, func() { readAll(ctx, files, readers) })
	whole, err := ingest(ctx, o)
	if err != nil {
		return nil, err
	}
	by := "exiftool -fast -r -j in one call"
	return []line{
		against(fmt.Sprintf("facts of %d files, as ingest reads them (%d at once)", len(files), readers), two, by, theirs, 20),
		against("  one at once", one, by, theirs, 0),
		against("ingest as a whole (facts, two hashes, thumbnails, seals, fsync)", whole, by, theirs, 0),
		plain(by, theirs),
	}, nil
}

// exiftool runs twice, so that neither side reads from a cold disk, and tells
// the quicker time and the files it knows.
func exiftool(ctx context.Context, tool, dir string) (files []string, took time.Duration, err error) {
	for range 2 {
		began := time.Now()
		out, err := exec.CommandContext(ctx, tool, "-fast", "-r", "-j", dir).Output()
		d := time.Since(began)
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) { // it ends with 1 where one file of many is damaged
			return nil, 0, fmt.Errorf("exiftool: %w", err)
		}
		var records []struct{ SourceFile string }
		if err := json.Unmarshal(out, &records); err != nil {
			return nil, 0, fmt.Errorf("exiftool: %w", err)
		}
		if took == 0 || d < took {
			took = d
		}
		files = files[:0]
		for _, r := range records {
			files = append(files, r.SourceFile)
		}
	}
	return files, took, nil
}

// readAll opens each file and reads its facts; what cannot be read costs time too.
func readAll(ctx context.Context, files []string, workers int) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				readOne(ctx, files[i])
			}
		})
	}
	wg.Wait()
}

func readOne(ctx context.Context, path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil {
		_, _ = probe.Read(ctx, f, info.Size(), filepath.Base(path))
	}
}

// ingest registers the folder in a new production.
func ingest(ctx context.Context, o options) (time.Duration, error) {
	if err := os.MkdirAll(o.out, 0o700); err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp(o.out, "ingest")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	h, _, err := openHome(dir, time.Now)
	if err != nil {
		return 0, err
	}
	k, _, err := h.Found(ctx, production())
	if err != nil {
		return 0, err
	}
	var results []flow.IngestResult
	spent := took(func() { results, err = k.Ingest(ctx, []string{o.media}, nil) })
	if err == nil && len(results) == 0 {
		err = fmt.Errorf("nothing to ingest in %s", o.media)
	}
	return spent, errors.Join(err, k.Close())
}
