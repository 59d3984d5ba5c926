package xmp

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkWithdrawal rewrites 10,000 sidecars, each made safe on the disk.
func BenchmarkWithdrawal(b *testing.B) {
	const n = 10_000
	dir, jobs := manyClips(b, n, allFacts())
	facts := []Facts{withdrawn(), allFacts()}
	round := 0
	for b.Loop() {
		f := facts[round%2]
		round++
		for i := range jobs {
			jobs[i].Facts = func() Facts { return f }
		}
		written := 0
		if err := WriteAll(b.Context(), jobs, func(o Outcome) bool {
			if o.Err != nil {
				b.Fatal(o.Err)
			}
			written++
			return true
		}); err != nil || written != n {
			b.Fatal(written, err)
		}
	}
	b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "sidecars/s")
	if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf("A%05d.xmp", n-1))); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLargeFilm changes the facts in films of more than 4 GB.
func BenchmarkLargeFilm(b *testing.B) {
	for name, brand := range map[string]string{"mp4": "isom", "mov": "qt  "} {
		b.Run(name, func(b *testing.B) {
			f := sparseFilm(b, brand, false)
			facts := []Facts{allFacts(), withdrawn()}
			round := 0
			for b.Loop() {
				if _, err := Embed(b.Context(), f, sizeOf(b, f), facts[round%2]); err != nil {
					b.Fatal(err)
				}
				round++
			}
			b.ReportMetric(float64(f.written)/float64(b.N), "written/op")
		})
	}
}

// BenchmarkMerge changes a packet that has facts already.
func BenchmarkMerge(b *testing.B) {
	now := merged(b, bulky(1000), allFacts())
	for b.Loop() {
		if _, _, err := Merge(now, withdrawn()); err != nil {
			b.Fatal(err)
		}
	}
}
