package signer

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
)

var ranks = []Rank{RankAdmin, RankCrew, RankOffice}

// script says random things by random devices, allowed or not, and forks.
func script(t *rapid.T, tb testing.TB) (consent.Ref, []*log, []consent.Statement) {
	logs := []*log{found(tb, "root")}
	for i := range 4 {
		logs = append(logs, logs[0].other(fmt.Sprint("device", i)))
	}
	var sts []consent.Statement
	for range rapid.IntRange(1, 25).Draw(t, "steps") {
		by := logs[rapid.IntRange(0, len(logs)-1).Draw(t, "by")]
		body := drawBody(t, logs, by, sts)
		if len(by.said) > 1 && rapid.IntRange(0, 6).Draw(t, "fork") == 0 {
			sts = append(sts, by.saidAfter(rapid.IntRange(1, len(by.said)-1).Draw(t, "at"), body))
			continue
		}
		sts = append(sts, by.say(body))
	}
	return logs[0].production, logs, append(sts, logs[0].said[0])
}

func drawBody(t *rapid.T, logs []*log, by *log, sts []consent.Statement) consent.Body {
	of := logs[rapid.IntRange(0, len(logs)-1).Draw(t, "of")]
	var names []consent.Ref
	if len(sts) > 0 && rapid.Bool().Draw(t, "names") {
		names = append(names, sts[rapid.IntRange(0, len(sts)-1).Draw(t, "name")].ID)
	}
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0, 1:
		b := &DeviceEnrolled{Device: of.author(), Keys: keysOf(of.key), Rank: rapid.SampledFrom(ranks).Draw(t, "rank")}
		if of != by && rapid.Bool().Draw(t, "continues") {
			b.Continues = by.author()
		}
		return b
	case 2, 3:
		return &DeviceRevoked{Device: of.author(), Last: of.position(rapid.IntRange(0, len(of.said)).Draw(t, "last")), Replaces: names}
	case 4:
		return &ProductionRoot{Device: of.author(), After: uint64(rapid.IntRange(0, 3).Draw(t, "after"))}
	case 5:
		return &ProductionSet{Nonce: make([]byte, 16), Title: rapid.StringN(0, 3, 9).Draw(t, "title"), Replaces: names}
	}
	return &consent.Avoid{Person: consent.ID{1}, Kind: consent.AvoidFilm}
}

// dump is everything a roster tells.
func dump(r *Roster, sts []consent.Statement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n%+v\n%+v\n%+v\n", r.Facts(), r.Conflicts(), r.Forks(), r.Wants())
	for _, d := range r.Devices() {
		fmt.Fprintf(&b, "%v %v %v %v %v\n", d.Author, d.Ranks(), d.Revoked, d.RevokedBy, d.EnrolledBy)
	}
	for _, st := range sts {
		fmt.Fprintf(&b, "%v %v\n", st.ID, r.Allows(st))
	}
	return b.String()
}

func TestAnyOrderAndDuplicationGivesTheSameRoster(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		production, _, sts := script(rt, t)
		want := dump(FoldRoster(production, sts), sts)
		other := rapid.Permutation(sts).Draw(rt, "order")
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(sts)-1), 0, 5).Draw(rt, "again") {
			other = append(other, sts[i])
		}
		if got := dump(FoldRoster(production, other), sts); got != want {
			rt.Fatalf("order changed the roster:\n%s\nbecame\n%s", want, got)
		}
	})
}

// What crew says can enrol itself anew and nothing else: no rank, no
// revocation and no fact of anybody else changes by it.
func TestCrewChangesNobodysRank(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		production, logs, sts := script(rt, t)
		r := FoldRoster(production, sts)
		crew := map[consent.Ref]bool{}
		for _, l := range logs {
			d, ok := r.Device(l.author())
			crew[l.author()] = !ok || !d.Admin
		}
		var kept []consent.Statement
		for _, st := range sts {
			b, enrols := st.Body.(*DeviceEnrolled)
			carriesOn := enrols && b.Continues == st.Author
			if crew[st.Author] && !carriesOn {
				st.Body = nil // its place in the log stays
			}
			kept = append(kept, st)
		}
		without := FoldRoster(production, kept)
		if got, want := rankDump(without), rankDump(r); got != want {
			rt.Fatalf("with what crew said:\n%s\nwithout:\n%s", want, got)
		}
	})
}

func rankDump(r *Roster) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n", r.Facts())
	for _, d := range r.Devices() {
		fmt.Fprintf(&b, "%v %v %v %v\n", d.Author, d.Ranks(), d.Revoked, d.RevokedBy)
	}
	return b.String()
}

// A roster and its own verdicts agree: folding only what it allows, with the
// rest as links, gives the same roster again.
func TestWhatIsSetAsideChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		production, _, sts := script(rt, t)
		r := FoldRoster(production, sts)
		var kept []consent.Statement
		for _, st := range sts {
			if r.Allows(st) != nil {
				st.Body = nil
			}
			kept = append(kept, st)
		}
		if got, want := rankDump(FoldRoster(production, kept)), rankDump(r); got != want {
			rt.Fatalf("all:\n%s\nonly what is allowed:\n%s", want, got)
		}
	})
}
