package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rounds is how often a test of luck tries, more when ONSET_ROUNDS says so.
func rounds(few int) int {
	if n, err := strconv.Atoi(os.Getenv("ONSET_ROUNDS")); err == nil {
		return n
	}
	return few
}

// luck is a source of accidents that can be had again with ONSET_SEED.
func luck(t *testing.T) *rand.Rand {
	seed, err := strconv.ParseUint(os.Getenv("ONSET_SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("ONSET_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// promised is what the killed programs had answered before they died.
type promised struct {
	*box
	names     map[string]string // by consent
	withdrawn map[string]bool
	erased    map[string]bool
	clips     []string
}

// TestKilledAtAnyMoment kills the program at random points of what it does and
// looks afterwards for everything that it had acknowledged.
func TestKilledAtAnyMoment(t *testing.T) {
	p := &promised{newBox(t), map[string]string{}, map[string]bool{}, map[string]bool{}, nil}
	r := luck(t)
	began := time.Now()
	p.ok("init", "--demo")
	span := time.Since(began) // as long as anything takes here, so that most are hit in their middle
	for i := range rounds(20) {
		p.accident(i, time.Duration(r.Int64N(int64(span))))
		if i%5 == 4 {
			p.kept()
		}
	}
	p.kept()
}

func (p *promised) accident(i int, after time.Duration) {
	p.Helper()
	some := ""
	for id := range p.names {
		if !p.withdrawn[id] && !p.erased[id] {
			some = id
		}
	}
	switch {
	case some != "" && i%5 == 1:
		if e := p.killed(after, "erase", some, "--yes"); e.code == 0 {
			p.erased[some] = true
		} else {
			delete(p.names, some) // erased or not: both are right
		}
	case some != "" && i%5 == 2:
		if e := p.killed(after, "withdraw", some); e.result() == some {
			p.withdrawn[some] = true
		} else {
			delete(p.names, some)
		}
	case i%5 == 3:
		name := "C" + strconv.Itoa(i) + ".JPG"
		p.must(os.WriteFile(p.at(name), photo(name+strconv.Itoa(i), "2026:05:01 10:00:00"), 0o600))
		if e := p.killed(after, "ingest", name); strings.HasPrefix(e.result(), "1 new") {
			p.clips = append(p.clips, name)
		}
	case i%5 == 4:
		p.killed(after, "reindex")
	default:
		name := "Person " + strconv.Itoa(i)
		if id := p.killed(after, recording(name)...).result(); len(id) == 36 {
			p.names[id] = name
		}
	}
}

// kept fails for anything acknowledged that is not there, whole.
func (p *promised) kept() {
	p.Helper()
	p.ok("check")
	var rows []struct {
		ID, Name, Status string
		Purposes         map[string]string
	}
	e := p.run("consents", "--json")
	p.must(json.Unmarshal([]byte(e.out), &rows))
	found := map[string]bool{}
	for _, c := range rows {
		name, known := p.names[c.ID]
		if !known {
			continue
		}
		found[c.ID] = true
		if p.erased[c.ID] {
			name = ""
		}
		if c.Name != name || c.Purposes["film"] != "granted" || c.Purposes["ads"] != "denied" || p.withdrawn[c.ID] != (c.Status == "Withdrawn") {
			p.Errorf("%s: %+v", name, c)
		}
	}
	for id, name := range p.names {
		if !found[id] {
			p.Errorf("%s %s was acknowledged and is lost", name, id)
		}
	}
	clips := p.run("clips", "--json").out
	for _, name := range p.clips {
		if !strings.Contains(clips, strconv.Quote(name)) {
			p.Errorf("clip %s was acknowledged and is lost", name)
		}
	}
}

// TestKilledWhileFounding kills the first start at random points. Whatever is
// left, the same command again founds a production or finds the one that is there.
func TestKilledWhileFounding(t *testing.T) {
	r := luck(t)
	for range rounds(4) {
		b := newBox(t)
		b.killed(time.Duration(r.Int64N(int64(400*time.Millisecond))), "init", "--demo")
		if e := b.run("init", "--demo"); e.code != 0 {
			b.refused(e, "founded again", "error.exists")
		}
		b.record("Karen Holm")
		b.ok("recover", "--renew") // the first code may never have been seen
		b.ok("check")
	}
}
