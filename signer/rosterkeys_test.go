package signer

import (
	"errors"
	"testing"

	"onset/consent"
)

func (l *log) enrolWith(k DeviceKeys, rank Rank, continues consent.Ref) consent.Statement {
	return l.say(&DeviceEnrolled{Device: k.Author(), Keys: k, Rank: rank, Continues: continues})
}

func withSync(k *SealKey, sync string) DeviceKeys {
	d := keysOf(k)
	d.Sync = sync
	return d
}

func TestAnAdminHandsOnKnownKeysOnly(t *testing.T) {
	root := found(t, "root")
	admin, crew := root.other("admin"), root.other("crew")
	root.enrol(admin, RankAdmin)
	root.enrol(crew, RankCrew)
	p, err := NewProduction(fixed("p"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := p.NewEpoch(AudienceSet, keysOf(root.key))
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewProduction(fixed("other"))
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.NewEpoch(AudienceSet, keysOf(root.key))
	if err != nil {
		t.Fatal(err)
	}
	shared, err := p.ShareEpochs(AudienceSet, keysOf(crew.key))
	if err != nil {
		t.Fatal(err)
	}
	asOffice := *shared[0]
	asOffice.Audience = AudienceOffice
	next := *shared[0]
	next.Epoch = 2
	root.say(own)
	good, bad := admin.say(shared[0]), admin.say(foreign)
	moved, later, byCrew := admin.say(&asOffice), admin.say(&next), crew.say(shared[0])
	r := fold(root, admin, crew)
	if err := r.Allows(good); err != nil {
		t.Errorf("an admin hands on root's key: %v", err)
	}
	for name, st := range map[string]consent.Statement{"another key": bad, "another audience": moved, "another epoch": later, "crew": byCrew} {
		if err := r.Allows(st); !errors.Is(err, ErrRank) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(r.Epochs(AudienceSet)) != 1 || len(r.Epochs(AudienceOffice)) != 0 {
		t.Error("writers would seal to a key of an admin's")
	}
}

func TestRootNamesItsOwnNetworkKeyLater(t *testing.T) {
	root := found(t, "root")
	st := root.enrolWith(withSync(root.key, "ROOT-ID"), RankAdmin, consent.Ref{})
	r := fold(root)
	d, _ := r.Device(root.author())
	if err := r.Allows(st); err != nil || d.Keys.Sync != "ROOT-ID" || !d.Root {
		t.Errorf("%v %+v", err, d)
	}
	root.enrolWith(withSync(root.key, "NEW-ID"), RankAdmin, consent.Ref{})
	if d, _ := fold(root).Device(root.author()); d.Keys.Sync != "NEW-ID" {
		t.Errorf("the later word of one log does not hold: %s", d.Keys.Sync)
	}
}

func TestNoDeviceGivesAnotherNewKeys(t *testing.T) {
	root := found(t, "root")
	admin, crew, victim := root.other("admin"), root.other("crew"), root.other("victim")
	root.enrol(admin, RankAdmin)
	root.enrol(crew, RankCrew)
	root.enrolWith(withSync(victim.key, "VICTIM"), RankCrew, consent.Ref{})
	// The roster lets a device carry itself on, and a hostile one names somebody else as what it goes on in.
	crew.enrolWith(withSync(victim.key, "CREW"), RankCrew, crew.author())
	crew.enrolWith(withSync(root.key, "CREW"), RankCrew, crew.author())
	admin.enrolWith(withSync(victim.key, "ADMIN"), RankCrew, consent.Ref{})
	admin.enrolWith(withSync(root.key, "ADMIN"), RankCrew, consent.Ref{})
	r := fold(root, admin, crew)
	if d, _ := r.Device(victim.author()); d.Keys.Sync != "VICTIM" {
		t.Errorf("the victim's key is %s", d.Keys.Sync)
	}
	if d, _ := r.Device(root.author()); d.Keys.Sync != "" {
		t.Errorf("root's key is %s", d.Keys.Sync)
	}
}
