package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// measured is what a fresh process says of the large store, by name.
type measured map[string]time.Duration

// reply is what a child prints: times, and its memory in bytes.
type reply struct {
	Times  measured
	Memory map[string]int64
}

// The fresh processes. Each opens the store anew, so that nothing is warm but
// the disk's cache.
const (
	childClear  = "clear"  // clearance first of all
	childScreen = "screen" // the first screen first of all
)

func large(ctx context.Context, o options) ([]line, error) {
	home, m, err := bigStore(ctx, o.out, o.size)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "bench: %v; %d MB on the disk, made in %v\n", m.Size, m.Bytes>>20, m.Took)
	var walk time.Duration
	for range 2 { // the second time the disk's cache is warm, as it is for what is measured after it
		if walk, err = walkStore(home); err != nil {
			return nil, err
		}
	}
	c, err := inFreshProcess(ctx, o, childClear)
	if err != nil {
		return nil, err
	}
	s, err := inFreshProcess(ctx, o, childScreen)
	if err != nil {
		return nil, err
	}
	return append(clearanceLines(c, walk), screenLines(s)...), nil
}

func clearanceLines(r reply, walk time.Duration) []line {
	t := r.Times
	lines := []line{
		plain("passphrase (scrypt, wanted slow)", t["passphrase"]),
		against("open the store", t["open"], "bare bolt reading every value of the file", walk, 0),
		against("load the kit", t["load"], "bare bolt reading every value of the file", walk, 0),
		within("clearance of everything from the opened store (kit loaded, all judged)", t["load"]+t["first"], time.Second),
		within("  with opening the store's file", t["open"]+t["load"]+t["first"], time.Second),
		plain("  processor time of that, all cores", t["cpu"]),
		plain("  of that the first judging", t["first"]),
		within("clearance of everything, warm, with its reasons", t["warm"], 100*time.Millisecond),
		against("  the same", t["warm"], "looking up every tagged person in a map", t["lookup"], 0),
		plain("  the cleared ones only", t["cleared"]),
		plain("  with a row for every clip", t["rows"]),
		within("clearance of one clip", t["one"], time.Millisecond),
		within("after a change, list of clips", t["after"], 100*time.Millisecond),
	}
	return append(lines, memoryLines(r)...)
}

func memoryLines(r reply) []line {
	return []line{
		{what: "memory of its own, peak", got: mb(r.Memory["own"]), unit: "MB", yardstick: 300, by: "target of 300 MB", need: 1},
		{what: "  with the pages of the store's file that the system keeps for it", got: mb(r.Memory["peak"]), unit: "MB"},
		{what: "  heap that lives at the end", got: mb(r.Memory["heap"]), unit: "MB"},
	}
}

func screenLines(r reply) []line {
	t := r.Times
	lines := []line{
		within("first screen, from opening the store to Today", t["open"]+t["load"]+t["today"], 1500*time.Millisecond),
		plain("  of that Today", t["today"]),
		plain("Today again", t["today2"]),
		within("list of clips, nothing changed", t["clips"], 16*time.Millisecond),
		plain("list of clips, by a part of the name", t["text"]),
		plain("list of clips, of one day", t["day"]),
		within("list of people", t["people"], 50*time.Millisecond),
		within("search of people by a part of the name", t["search"], 50*time.Millisecond),
		against("  the same", t["search"], "strings.Contains over the names", t["contains"], 0),
		plain("row of a clip", t["row"]),
		plain("thumbnail of a photo", t["thumb"]),
		plain("report", t["report"]),
	}
	return append(lines, memoryLines(r)...)
}

func mb(n int64) float64 { return float64(n) / 1e6 }

// walkStore reads every key and value of the store's file without opening any: the least that any reading of it can take.
func walkStore(home string) (time.Duration, error) {
	files, err := filepath.Glob(filepath.Join(home, "*", "store.db"))
	if err != nil || len(files) != 1 {
		return 0, fmt.Errorf("one store is expected in %s, found %d", home, len(files))
	}
	began, sum := time.Now(), 0
	f, err := bbolt.Open(files[0], 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	err = f.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(_, v []byte) error {
				for i := 0; i < len(v); i += 64 {
					sum += int(v[i])
				}
				return nil
			})
		})
	})
	if sum == 0 && err == nil {
		err = fmt.Errorf("nothing in %s", files[0])
	}
	return time.Since(began), err
}

func inFreshProcess(ctx context.Context, o options, what string) (reply, error) {
	var r reply
	self, err := os.Executable()
	if err != nil {
		return r, err
	}
	cmd := exec.CommandContext(ctx, self, "-child", what, "-out", o.out,
		"-clips", fmt.Sprint(o.size.Clips), "-people", fmt.Sprint(o.size.People))
	cmd.Stderr = os.Stderr
	b, err := cmd.Output()
	if err != nil {
		return r, fmt.Errorf("measure %s: %w", what, err)
	}
	return r, json.Unmarshal(b, &r)
}

// child measures in this process and prints a reply.
func child(ctx context.Context, w io.Writer, o options) error {
	if o.child == childPhones {
		return servePhones(ctx, os.Stdin, w, o)
	}
	home, m, err := bigStore(ctx, o.out, o.size)
	if err != nil {
		return err
	}
	now := afterwards(m.Size.Days).Add(6 * time.Hour)
	h, opened, err := openHome(home, func() time.Time { return now })
	if err != nil {
		return err
	}
	own := watchMemory()
	began, spent := time.Now(), cpuTime()
	k, err := h.Unlock(ctx, passphrase, consent.Ref{})
	if err != nil {
		return err
	}
	r := reply{Times: measured{
		"passphrase": opened.began.Sub(began),
		"open":       opened.done.Sub(opened.began),
		"load":       time.Since(opened.done),
		"cpu":        cpuTime() - spent,
	}}
	switch o.child {
	case childClear:
		err = clearances(ctx, k, r.Times)
	case childScreen:
		err = screens(ctx, k, r.Times)
	case childGrid:
		err = grids(k, r.Times)
	default:
		err = fmt.Errorf("nothing is called %q", o.child)
	}
	if err != nil {
		return err
	}
	r.Memory = memory(own())
	if err := k.Close(); err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(r)
}

func clearances(ctx context.Context, k *flow.Kit, t measured) error {
	use := media.Use{Purpose: consent.Social}
	cleared, spent := 0, cpuTime()
	judge := func() { k.Ledger(func(l *media.Ledger) { cleared = countCleared(l, use) }) }
	t["first"] = took(judge)
	t["cpu"] += cpuTime() - spent
	if cleared == 0 {
		return fmt.Errorf("no clip is cleared: the store is not what it should be")
	}
	t["warm"] = repeat(9, judge)
	t["cleared"] = repeat(9, func() { k.Cleared(use) })
	t["lookup"] = repeat(9, func() { k.Ledger(lookUp) })
	t["rows"] = repeat(3, func() {
		for range k.Clearance(use, nil) {
			cleared++
		}
	})
	ids := k.Clips(flow.ClipQuery{}).IDs
	some := ids[len(ids)/2:][:min(1000, len(ids)/2)]
	t["one"] = took(func() {
		for _, id := range some {
			for range k.Clearance(use, []consent.ID{id}) {
				cleared++
			}
		}
	}) / time.Duration(len(some))
	list := k.People(flow.PeopleQuery{States: []consent.PersonState{consent.MayBeFilmed}}).Rows
	if len(list) == 0 {
		return fmt.Errorf("nobody may be filmed: the store is not what it should be")
	}
	return afterChange(ctx, k, some[0], list[0].ID, t)
}

// countCleared judges every clip, with the reasons of every verdict.
func countCleared(l *media.Ledger, use media.Use) (n int) {
	l.ClearAll(l.Clips(), use, func(_ *media.Clip, v media.Verdict) bool {
		if v.Result == media.Cleared {
			n++
		}
		return true
	})
	return n
}

// afterChange tags a clip, asks for the list, and takes the tag away again.
func afterChange(ctx context.Context, k *flow.Kit, clip, person consent.ID, t measured) error {
	undo, err := k.Tag(ctx, flow.TagDraft{Clips: []consent.ID{clip}, People: []consent.ID{person}})
	if err != nil {
		return err
	}
	t["after"] = took(func() { k.Clips(flow.ClipQuery{}) })
	return k.Undo(ctx, undo)
}

// lookUp is the least that a judge of all clips must do.
func lookUp(l *media.Ledger) {
	n := 0
	for _, c := range l.Clips() {
		for i := range c.Tags {
			if l.Person(c.Tags[i].Tag.Person) != nil {
				n++
			}
		}
	}
}

func screens(ctx context.Context, k *flow.Kit, t measured) error {
	var err error
	today := func() {
		if err == nil {
			_, err = k.Today(ctx)
		}
	}
	t["today"] = took(today)
	t["today2"] = repeat(3, today)
	if err != nil {
		return err
	}
	var list flow.ClipList
	t["clips"] = repeat(9, func() { list = k.Clips(flow.ClipQuery{}) })
	t["text"] = repeat(3, func() { k.Clips(flow.ClipQuery{Text: "c0042"}) })
	days := k.Days()
	t["day"] = repeat(3, func() { k.Clips(flow.ClipQuery{Day: days[len(days)/2]}) })
	var people flow.PeopleList
	t["people"] = repeat(9, func() { people = k.People(flow.PeopleQuery{}) })
	found := 0
	t["search"] = repeat(9, func() { found = len(k.People(flow.PeopleQuery{Text: "ÅKE"}).Rows) })
	t["contains"] = repeat(9, func() { contains(people.Rows, "ÅKE") })
	if found == 0 || found == len(people.Rows) || len(list.IDs) == 0 {
		return fmt.Errorf("%d of %d people found, %d clips: the store is not what it should be", found, len(people.Rows), len(list.IDs))
	}
	t["row"] = took(func() {
		for _, id := range list.IDs {
			k.ClipRow(id)
		}
	}) / time.Duration(len(list.IDs))
	t["report"] = took(func() { k.Report(media.Use{Purpose: consent.Ads}) })
	return thumbs(ctx, k, list.IDs, t)
}

func contains(rows []flow.PersonRow, part string) (n int) {
	for i := range rows {
		if strings.Contains(strings.ToUpper(rows[i].Name), part) {
			n++
		}
	}
	return n
}

func thumbs(ctx context.Context, k *flow.Kit, ids []consent.ID, t measured) error {
	seen := 0
	var spent time.Duration
	for _, id := range ids[:min(len(ids), 2000)] {
		var b []byte
		d := took(func() { b = k.Thumb(ctx, id) })
		if b != nil {
			seen, spent = seen+1, spent+d
		}
	}
	if seen == 0 {
		return fmt.Errorf("no clip has a thumbnail: the store is not what it should be")
	}
	t["thumb"] = spent / time.Duration(seen)
	return nil
}
