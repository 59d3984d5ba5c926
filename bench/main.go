// Command bench prints, as ratios, what the kit must reach.
//
//	bench [-out FOLDER] [-bins FOLDER] [-clips N] [-people N] [-media FOLDER] [-only SECTION]
//
// Every line has a target or a yardstick that is measured in the same run. It judges nothing by itself and always ends
// well where everything could be measured: a slow disk is no fault of the code, and a fast one no merit.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
)

// options are what a run is told.
type options struct {
	out   string // where the large store is kept between runs
	bins  string // folder of the programs that are run: onset, onset-office, engine.test
	media string // folder of media files whose facts are read
	only  string
	size  size
	child string // what to measure in a fresh process, empty in the first
}

// section is one part of the report.
type section struct {
	name string
	run  func(context.Context, options) ([]line, error)
}

var sections = []section{
	{"record", record},
	{"large", large},
	{"facts", readFacts},
	{"grid", scroll},
	{"phones", phones},
	{"copies", copies},
	{"films", bigFilms},
	{"slates", slates},
	{"sidecars", sidecars},
	{"latency", latency},
	{"week", week},
	{"kits", kits},
	{"carried", carried},
	{"office", office},
}

func main() {
	o := options{size: size{Days: 60}}
	flag.StringVar(&o.out, "out", "out/bench", "`folder` that keeps the large store between runs")
	flag.StringVar(&o.bins, "bins", "out/bench/bin", "`folder` of the programs that run as processes of their own; scripts/bench.sh builds them")
	flag.StringVar(&o.media, "media", "../shared/corpus", "`folder` of photos and videos whose facts are read")
	flag.StringVar(&o.only, "only", "", "measure only this `section`: "+names())
	flag.IntVar(&o.size.Clips, "clips", 100_000, "clips in the large store")
	flag.IntVar(&o.size.People, "people", 5_000, "people in the large store")
	flag.StringVar(&o.child, "child", "", "used by the program itself: measure `what` in this process")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func names() string {
	var out []string
	for _, s := range sections {
		out = append(out, s.name)
	}
	return strings.Join(out, ", ")
}

func run(ctx context.Context, w io.Writer, o options) error {
	if o.child != "" {
		return child(ctx, w, o)
	}
	fmt.Fprintf(w, "%s, %s/%s, %d cores; %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), quiet())
	found := false
	for _, s := range sections {
		if o.only != "" && o.only != s.name {
			continue
		}
		found = true
		before := load()
		lines, err := s.run(ctx, o)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Fprintf(w, "\n%s; before it %s, after it %s\n", s.name, before, load())
		table(w, lines)
	}
	if !found {
		return fmt.Errorf("there is no section %q, only %s", o.only, names())
	}
	return nil
}
