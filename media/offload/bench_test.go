package offload

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

var benchGB = flag.Float64("gb", 4, "size of the large file of the benchmarks in GB")

// yardsticks are what the same copies cost without this package.
var yardsticks = []struct {
	name, copy string
	evict      bool
}{
	{"cp+xxhsum", `cp -r "$1" "$2/A" && cp -r "$1" "$3/A"`, false},
	{"cp+sync+cold-xxhsum", `cp -r "$1" "$2/A" && cp -r "$1" "$3/A" && sync -f "$2"`, true},
}

const sums = `find "$1" "$2" -type f -print0 | xargs -0 xxhsum -H2 >/dev/null 2>&1`

// BenchmarkOffload prints how much longer the yardsticks take: above 1 this
// package is quicker. The second yardstick has its copies on the disk and reads
// them back from there, as this package does; the first does neither.
func BenchmarkOffload(b *testing.B) {
	if _, err := exec.LookPath("xxhsum"); err != nil {
		b.Skip("no xxhsum")
	}
	for _, kind := range []struct {
		name string
		keep bool // what was copied until the end: ext4 is slow to make files where many were just removed
		fill func(*testing.B, string)
	}{
		{"large", false, func(b *testing.B, dir string) { largeFile(b, dir, int64(*benchGB*1e9)) }},
		{"small", true, func(b *testing.B, dir string) { smallFiles(b, dir, 5000, 20_000) }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			card := b.TempDir()
			kind.fill(b, card)
			for b.Loop() {
				for _, y := range yardsticks {
					ours := best(b, kind.keep, func(to string) { copyCard(b, b.Context(), card, to+"/1/A", to+"/2/A") })
					b.ReportMetric(ours.Seconds(), "s/offload")
					took := best(b, kind.keep, func(to string) {
						script(b, y.copy, card, to+"/1", to+"/2")
						if y.evict {
							evict(b, to)
						}
						script(b, sums, to+"/1", to+"/2")
					})
					b.ReportMetric(took.Seconds()/ours.Seconds(), y.name+"/offload")
				}
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// benchRounds is how often everything is done. The disk is shared with other
// programs, so the least time says most.
const benchRounds = 2

// best is the least time of all rounds, each on empty folders and a disk at rest.
func best(b *testing.B, keep bool, do func(to string)) time.Duration {
	least := time.Hour
	for range benchRounds {
		to := b.TempDir()
		must(b, os.Mkdir(to+"/1", 0o755))
		must(b, os.Mkdir(to+"/2", 0o755))
		script(b, `sync -f "$1"`, to)
		start := time.Now()
		do(to)
		least = min(least, time.Since(start))
		if !keep {
			must(b, os.RemoveAll(to))
		}
	}
	return least
}

func script(b *testing.B, text string, args ...string) {
	b.Helper()
	if out, err := exec.Command("bash", append([]string{"-c", text, "bench"}, args...)...).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
}

func largeFile(b *testing.B, dir string, size int64) {
	f, err := os.Create(filepath.Join(dir, "A001C001.MOV"))
	must(b, err)
	block := content("large", blockSize)
	for n := int64(0); n < size; n += int64(len(block)) {
		_, err := f.Write(block[:min(size-n, int64(len(block)))])
		must(b, err)
	}
	must(b, f.Close())
}

func smallFiles(b *testing.B, dir string, n, size int) {
	for i := range n {
		put(b, filepath.Join(dir, fmt.Sprintf("DCIM/%03dCANON/IMG_%04d.JPG", 100+i/1000, i)), content(fmt.Sprint(i), size))
	}
}
