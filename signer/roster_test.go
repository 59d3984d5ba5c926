package signer

import (
	"errors"
	"slices"
	"testing"

	"onset/consent"
)

func TestWhoMaySayWhat(t *testing.T) {
	root := found(t, "root")
	admin, crew, office, stranger := root.other("admin"), root.other("crew"), root.other("office"), root.other("stranger")
	root.enrol(admin, RankAdmin)
	root.enrol(crew, RankCrew)
	root.enrol(office, RankOffice)
	terms := func() consent.Body { return &consent.TermsPublished{} }
	erased := func() consent.Body { return &consent.Erased{Blobs: []consent.ID{{1}}} }
	ack := func() consent.Body {
		return &LogAcknowledged{Logs: []LogPosition{{crew.author(), 1, consent.Ref{1}}}}
	}
	set := func() consent.Body { return &ProductionSet{Nonce: make([]byte, 16), Title: "new"} }
	key := func() consent.Body {
		return &ProductionKey{Audience: AudienceSet, Epoch: 1, Recipient: testRecipient, For: []WrappedKey{}}
	}
	note := func() consent.Body { return &consent.Avoid{Person: consent.ID{1}, Kind: consent.AvoidFilm} }
	enrol := func(rank Rank) func() consent.Body {
		return func() consent.Body {
			return &DeviceEnrolled{Device: stranger.author(), Keys: keysOf(stranger.key), Rank: rank}
		}
	}
	pass := func() consent.Body { return &ProductionRoot{Device: stranger.author()} }
	for _, tt := range []struct {
		name string
		body func() consent.Body
		may  []*log
	}{
		{"note", note, []*log{root, admin, crew, office}},
		{"terms.published", terms, []*log{root, admin}},
		{"blob.erased", erased, []*log{root, admin}},
		{"log.acknowledged", ack, []*log{office}},
		{"production.set", set, []*log{root, admin}},
		{"production.key", key, []*log{root}},
		{"production.root", pass, []*log{root}},
		{"enrol crew", enrol(RankCrew), []*log{root, admin}},
		{"enrol office", enrol(RankOffice), []*log{root}},
		{"enrol admin", enrol(RankAdmin), []*log{root}},
	} {
		for _, who := range []*log{root, admin, crew, office, stranger} {
			st := who.saidAfter(len(who.said), tt.body())
			err := FoldRoster(root.production, append(gather(root, admin, crew, office), st)).Allows(st)
			switch may := slices.Contains(tt.may, who); {
			case may && err != nil:
				t.Errorf("%s by %v: %v", tt.name, who.key, err)
			case !may && who == stranger && !errors.Is(err, ErrUnknownAuthor):
				t.Errorf("%s by a stranger: %v", tt.name, err)
			case !may && who != stranger && !errors.Is(err, ErrRank):
				t.Errorf("%s by %v: %v, want ErrRank", tt.name, who.key, err)
			}
		}
	}
}

func TestWhoMayRevokeWhom(t *testing.T) {
	build := func() []*log {
		root := found(t, "root")
		admin, admin2, crew, office := root.other("admin"), root.other("admin2"), root.other("crew"), root.other("office")
		root.enrol(admin, RankAdmin)
		root.enrol(admin2, RankAdmin)
		root.enrol(office, RankOffice)
		admin.enrol(crew, RankCrew)
		return []*log{root, admin, admin2, crew, office}
	}
	may := [][2]int{{0, 1}, {0, 2}, {0, 3}, {0, 4}, {1, 3}, {2, 3}}
	for by := range 5 {
		for of := range 5 {
			l := build()
			st := l[by].revoke(l[of], 0)
			r := fold(l[0], l[1:]...)
			allowed := r.Allows(st) == nil
			if want := slices.Contains(may, [2]int{by, of}); allowed != want {
				t.Errorf("%d revokes %d: %v, want %v", by, of, r.Allows(st), want)
			}
			if d, ok := r.Device(l[of].author()); ok && (d.Revoked != nil) != allowed && by != of {
				t.Errorf("%d revokes %d: device says revoked = %v", by, of, d.Revoked)
			}
		}
	}
}

func TestRevocationKeepsWhatLeadsUpToIt(t *testing.T) {
	root := found(t, "root")
	crew := root.other("crew")
	root.enrol(crew, RankCrew)
	for range 4 {
		crew.note()
	}
	forged := crew.saidAfter(1, &consent.Avoid{Person: consent.ID{9}, Kind: consent.AvoidBlur})
	first := root.revoke(crew, 2)
	sts := append(gather(root, crew), forged)

	r := FoldRoster(root.production, sts)
	for i, want := range []error{nil, nil, ErrRevoked, ErrRevoked} {
		if err := r.Allows(crew.said[i]); !errors.Is(err, want) {
			t.Errorf("statement %d: %v, want %v", i+1, err, want)
		}
	}
	if err := r.Allows(forged); !errors.Is(err, ErrRevoked) {
		t.Errorf("a statement forged beside the log, before the position: %v", err)
	}
	if got := r.Wants(); !slices.Equal(got, []consent.Ref{crew.author()}) {
		t.Errorf("wants %v", got)
	}
	if got := r.Forks(); len(got) != 1 || got[0].Seq != 2 || len(got[0].IDs) != 2 {
		t.Errorf("forks %v", got)
	}

	forward := root.revoke(crew, 3, first.ID)
	r = FoldRoster(root.production, append(sts, forward))
	if err := r.Allows(crew.said[2]); err != nil {
		t.Errorf("the position was moved forward, but: %v", err)
	}
	if d, _ := r.Device(crew.author()); d.Revoked.Seq != 3 || !slices.Equal(d.RevokedBy, []consent.Ref{forward.ID}) {
		t.Errorf("revoked at %v by %v", d.Revoked, d.RevokedBy)
	}
}

func TestTwoRevocationsTheStricterHolds(t *testing.T) {
	root := found(t, "root")
	admin, crew := root.other("admin"), root.other("crew")
	root.enrol(admin, RankAdmin)
	root.enrol(crew, RankCrew)
	crew.note()
	crew.note()
	first := root.revoke(crew, 1)
	admin.revoke(crew, 2)
	if err := fold(root, admin, crew).Allows(crew.said[1]); !errors.Is(err, ErrRevoked) {
		t.Errorf("two positions: %v", err)
	}
	admin.revoke(crew, 2, first.ID)
	if err := fold(root, admin, crew).Allows(crew.said[1]); !errors.Is(err, ErrRevoked) {
		t.Errorf("an admin moved root's position: %v", err)
	}
}

func TestRevocationWithoutTheLogLetsNothingStand(t *testing.T) {
	root := found(t, "root")
	crew := root.other("crew")
	root.enrol(crew, RankCrew)
	crew.note()
	crew.note()
	root.revoke(crew, 2)
	gap := append(gather(root), crew.said[1])
	if err := FoldRoster(root.production, gap).Allows(crew.said[0]); !errors.Is(err, ErrRevoked) {
		t.Errorf("with a gap: %v", err)
	}
	bodiless := crew.said[0]
	bodiless.Body = nil
	whole := FoldRoster(root.production, append(gap, bodiless))
	if err := whole.Allows(crew.said[0]); err != nil {
		t.Errorf("gap filled: %v", err)
	}
}

func TestRevokedAdminTakesItsWordWithIt(t *testing.T) {
	root := found(t, "root")
	admin, before, after := root.other("admin"), root.other("before"), root.other("after")
	root.enrol(admin, RankAdmin)
	admin.enrol(before, RankCrew)
	admin.enrol(after, RankCrew)
	root.revoke(admin, 1)
	b, a := before.note(), after.note()
	r := fold(root, admin, before, after)
	if err := r.Allows(b); err != nil {
		t.Errorf("enrolled before: %v", err)
	}
	if err := r.Allows(a); !errors.Is(err, ErrUnknownAuthor) {
		t.Errorf("enrolled after: %v", err)
	}
	if _, ok := r.Key(after.author()); !ok {
		t.Error("its key must stay known: seals are checked before rights")
	}
}

func TestRootIsPassedOn(t *testing.T) {
	root := found(t, "root")
	office, crew := root.other("office"), root.other("crew")
	root.enrol(office, RankOffice)
	evil := root.enrol(crew, RankAdmin)
	root.say(&ProductionRoot{Device: office.author()})
	late := root.enrol(root.other("late"), RankAdmin)
	byOffice := office.enrol(root.other("new"), RankAdmin)
	r := fold(root, office)
	if err := r.Allows(late); !errors.Is(err, ErrRank) {
		t.Errorf("former root enrols an admin: %v", err)
	}
	if err := r.Allows(byOffice); err != nil {
		t.Errorf("new root enrols: %v", err)
	}
	if d, _ := r.Device(root.author()); d.Root || !d.Admin {
		t.Errorf("former root has %v", d.Ranks())
	}
	if d, _ := r.Device(office.author()); !slices.Equal(d.Ranks(), []Rank{RankRoot, RankAdmin, RankOffice}) {
		t.Errorf("new root has %v", d.Ranks())
	}

	pass := root.said[3]
	office.revoke(root, 2)
	r = fold(root, office)
	if err := r.Allows(evil); !errors.Is(err, ErrRevoked) {
		t.Errorf("what the former root said after its position: %v", err)
	}
	if err := r.Allows(pass); err != nil {
		t.Errorf("a revocation took back the passing on: %v", err)
	}
	if d, _ := r.Device(office.author()); !d.Root {
		t.Error("the new root revoked itself out of root")
	}
}

func TestNewRootStartsWhereItWasTold(t *testing.T) {
	root := found(t, "root")
	crew := root.other("crew")
	root.enrol(crew, RankCrew)
	early := crew.enrol(root.other("x"), RankAdmin)
	root.say(&ProductionRoot{Device: crew.author(), After: 1})
	late := crew.enrol(root.other("y"), RankOffice)
	r := fold(root, crew)
	if err := r.Allows(early); !errors.Is(err, ErrRank) {
		t.Errorf("before its start: %v", err)
	}
	if err := r.Allows(late); err != nil {
		t.Errorf("after its start: %v", err)
	}
}

func TestForkedRootIsAConflict(t *testing.T) {
	root := found(t, "root")
	a, b := root.other("a"), root.other("b")
	root.enrol(a, RankAdmin)
	root.enrol(b, RankAdmin)
	one := root.say(&ProductionRoot{Device: a.author()})
	two := root.saidAfter(3, &ProductionRoot{Device: b.author()})
	r := FoldRoster(root.production, append(gather(root), two))
	holds, not := one, two
	if compareRefs(two.ID, one.ID) < 0 {
		holds, not = two, one
	}
	if r.Allows(holds) != nil || r.Allows(not) == nil {
		t.Errorf("allows %v, %v", r.Allows(holds), r.Allows(not))
	}
	if got := r.Conflicts(); len(got) != 1 || got[0].Kind != ConflictRoot {
		t.Errorf("conflicts %v", got)
	}
}

func TestADeviceCarriesItselfOn(t *testing.T) {
	root := found(t, "root")
	crew, next := root.other("crew"), root.other("next")
	root.enrol(crew, RankCrew)
	crew.say(&DeviceEnrolled{Device: next.author(), Keys: keysOf(next.key), Rank: RankCrew, Continues: crew.author()})
	up := crew.say(&DeviceEnrolled{Device: next.author(), Keys: keysOf(next.key), Rank: RankAdmin, Continues: crew.author()})
	st := next.note()
	r := fold(root, crew, next)
	if err := r.Allows(st); err != nil {
		t.Errorf("continued log: %v", err)
	}
	if err := r.Allows(up); !errors.Is(err, ErrRank) {
		t.Errorf("continued with a higher rank: %v", err)
	}
	if d, _ := r.Device(next.author()); d.Continues != crew.author() {
		t.Errorf("continues %v", d.Continues)
	}
	root.revoke(crew, 0)
	if err := fold(root, crew, next).Allows(st); !errors.Is(err, ErrUnknownAuthor) {
		t.Errorf("continued by a revoked log: %v", err)
	}
}

func TestFactsTheStricterRuleHolds(t *testing.T) {
	root := found(t, "root")
	admin := root.other("admin")
	root.enrol(admin, RankAdmin)
	rules := consent.DefaultRules()
	rules.Guardians, rules.AnswerDays, rules.Basis = 2, 9, "journalism"
	root.say(&ProductionSet{Nonce: make([]byte, 16), Title: "A", Rules: rules, Replaces: []consent.Ref{root.production}})
	f := fold(root).Facts()
	if f.Title != "A" || f.Rules != rules || len(f.Heads) != 1 {
		t.Errorf("facts %+v", f)
	}
	admin.say(&ProductionSet{Nonce: make([]byte, 16), Title: "B", Rules: consent.DefaultRules(), Replaces: []consent.Ref{root.production}})
	r := fold(root, admin)
	want := consent.DefaultRules()
	want.Guardians = 2
	if r.Rules() != want {
		t.Errorf("rules %+v", r.Rules())
	}
	if c := r.Conflicts(); len(c) != 1 || c[0].Kind != ConflictFacts {
		t.Errorf("conflicts %v", c)
	}
	root.say(&ProductionSet{Nonce: make([]byte, 16), Title: "C", Rules: rules, Replaces: r.Facts().Heads})
	if r = fold(root, admin); len(r.Conflicts()) != 0 || r.Facts().Title != "C" {
		t.Errorf("settled: %+v %v", r.Facts(), r.Conflicts())
	}
}

func TestAnotherFoundingOrProductionIsSetAside(t *testing.T) {
	root, other := found(t, "root"), found(t, "other")
	r := FoldRoster(root.production, gather(root, other))
	if err := r.Allows(other.said[0]); !errors.Is(err, ErrProduction) {
		t.Errorf("another founding: %v", err)
	}
	again := keysOf(root.key)
	st := root.say(&ProductionSet{Nonce: make([]byte, 16), Founder: &again})
	if err := fold(root).Allows(st); !errors.Is(err, ErrRank) {
		t.Errorf("a second founder: %v", err)
	}
	if err := FoldRoster(consent.Ref{1}, gather(root)).Allows(root.said[0]); !errors.Is(err, ErrProduction) {
		t.Errorf("roster of nothing: %v", err)
	}
}

func TestRecipientsAreTheNewestEpoch(t *testing.T) {
	root := found(t, "root")
	var newest Recipient
	for n := 1; n <= 3; n++ {
		id, err := NewIdentity()
		if err != nil {
			t.Fatal(err)
		}
		newest = id.Recipient()
		root.say(&ProductionKey{Audience: AudienceSet, Epoch: n, Recipient: newest.String(), For: []WrappedKey{}})
	}
	r := fold(root)
	if got := r.Recipients(AudienceSet); len(got) != 1 || got[0].String() != newest.String() {
		t.Errorf("recipients %v", got)
	}
	if got := r.Recipients(AudienceOffice); got != nil {
		t.Errorf("office recipients %v", got)
	}
	root.say(&ProductionKey{Audience: AudienceSet, Epoch: 3, Recipient: testRecipient, For: []WrappedKey{}})
	r = fold(root)
	if got := r.Recipients(AudienceSet); len(got) != 2 || len(r.Conflicts()) != 1 {
		t.Errorf("two keys of one epoch: %v %v", got, r.Conflicts())
	}
}

func TestReadersLeaveOutTheRevoked(t *testing.T) {
	root := found(t, "root")
	crew, office, lost := root.other("crew"), root.other("office"), root.other("lost")
	root.enrol(crew, RankCrew)
	root.enrol(office, RankOffice)
	root.enrol(lost, RankOffice)
	root.revoke(lost, 0)
	r := fold(root)
	count := func(a Audience) (n int) {
		for _, k := range r.Readers(a) {
			if k.Author() == lost.author() {
				t.Errorf("%s key goes to a revoked device", a)
			}
			n++
		}
		return n
	}
	if s, o := count(AudienceSet), count(AudienceOffice); s != 3 || o != 2 {
		t.Errorf("%d readers on set, %d at the office", s, o)
	}
}
