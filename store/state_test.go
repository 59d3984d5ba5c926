package store

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// day is everything three devices said on one day, with a fork, a gap, a
// revocation, an erasure and what nobody may say.
func day(t testing.TB) (*kit, []signer.Sealed, []signer.Blob) {
	t.Helper()
	k := founder(t)
	crew, lost := k.peer(signer.RankCrew), k.peer(signer.RankCrew)
	g, h, c := given(t), given(t), clip(1)
	b, gone := k.blob("Asta"), k.blob("Bo")
	g.Set, h.Set = b.Ref(), gone.Ref()
	var all []signer.Sealed
	all = append(all, crew.say(g), crew.say(c))
	fork := crew.sealAt(2, crew.prev, &consent.Withdrawn{Consent: g.Consent, Role: consent.RoleSelf})
	all = append(all, crew.say(&media.ClipTagged{Clip: c.Clip, Tags: []media.Tag{{Person: g.Person, As: media.Seen}}}), fork)
	all = append(all, crew.say(&consent.Erased{Blobs: []consent.ID{b.ID}})) // not for crew to say
	all = append(all, crew.sealAt(40, fork.ID, &consent.Avoid{Person: newID(t), Kind: consent.AvoidFilm}))
	stands := lost.say(h)
	all = append(all, stands, lost.say(&consent.Withdrawn{Consent: h.Consent, Role: consent.RoleSelf}))
	k.record(
		&signer.DeviceRevoked{Device: lost.author(), Last: signer.Position{Seq: 1, ID: stands.ID}},
		&consent.Erased{Blobs: []consent.ID{gone.ID}},
	)
	own, err := k.db.Sealed(t.Context(), k.conf.Production.Seal.Author(), 1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return k, append(own, all...), []signer.Blob{b, gone}
}

// scattered is a store to which everything came in another order, some of it
// twice, and in pieces.
func scattered(t testing.TB, k *kit, all []signer.Sealed, blobs []signer.Blob, order []int, cuts []int) *kit {
	t.Helper()
	other := newKit(t)
	other.conf.Production.ID = k.conf.Production.ID
	other.conf.Production.Set = k.conf.Production.Set
	other.conf.lazy = true
	other.create()
	from := 0
	for _, cut := range append(slices.Sorted(slices.Values(cuts)), len(order)) {
		var part []signer.Sealed
		for _, i := range order[from:cut] {
			part = append(part, all[i])
		}
		from = cut
		if _, err := other.db.Append(t.Context(), part, blobs); err != nil {
			t.Fatal(err)
		}
	}
	return other
}

func TestStateDoesNotDependOnArrival(t *testing.T) {
	k, all, blobs := day(t)
	if _, err := k.db.Append(t.Context(), all, blobs); err != nil {
		t.Fatal(err)
	}
	k.clean()
	want, err := k.db.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "order")
		r := rand.New(rand.NewPCG(seed, 1))
		order := r.Perm(len(all))
		order = append(order, rapid.SliceOfN(rapid.IntRange(0, len(all)-1), 0, 4).Draw(rt, "again")...)
		cuts := rapid.SliceOfN(rapid.IntRange(0, len(order)), 0, 3).Draw(rt, "cuts")
		other := scattered(t, k, all, blobs, order, cuts)
		defer mustClose(rt, other.db)
		if got, err := other.db.State(t.Context()); err != nil || got != want {
			rt.Fatalf("another state: %v", err)
		}
		if rep, err := other.db.Check(t.Context(), nil); err != nil || !rep.Clean() {
			rt.Fatalf("check: %+v, %v", rep.Problems, err)
		}
	})
}

func TestStateTellsDifferences(t *testing.T) {
	k := founder(t)
	seen := [][32]byte{}
	b := k.blob("x")
	for _, step := range []func(){
		func() {},
		func() { k.record(given(t)) },
		func() {
			if _, err := k.db.Append(t.Context(), nil, []signer.Blob{b}); err != nil {
				t.Fatal(err)
			}
		},
	} {
		step()
		s, err := k.db.State(t.Context())
		if err != nil || slices.Contains(seen, s) {
			t.Fatalf("the state did not change: %v", err)
		}
		seen = append(seen, s)
	}
	if err := k.db.PutLocal(t.Context(), Local{Name: "draft/1", Value: []byte("v")}); err != nil {
		t.Fatal(err)
	}
	if s, _ := k.db.State(t.Context()); s != seen[2] {
		t.Fatal("a local value changed the state")
	}
}

// plainViews are all views of a store as they are before sealing.
func plainViews(t testing.TB, db *DB) map[string][][]byte {
	t.Helper()
	out := map[string][][]byte{}
	err := db.view(func(tx *tx) error {
		for _, name := range viewBuckets() {
			sealed, err := tx.sealedValues(name)
			if err != nil {
				return err
			}
			for _, s := range sealed {
				plain, err := tx.v.open(nil, name, s.key, s.value)
				if err != nil {
					return err
				}
				out[name] = append(out[name], append(bytes.Clone(s.key), plain...))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sameViews(a, b map[string][][]byte) bool {
	for _, name := range viewBuckets() {
		if !slices.EqualFunc(a[name], b[name], bytes.Equal) {
			return false
		}
	}
	return true
}

func TestReindexGivesTheSameViews(t *testing.T) {
	k, all, blobs := day(t)
	if _, err := k.db.Append(t.Context(), all, blobs); err != nil {
		t.Fatal(err)
	}
	if err := k.db.PutLocal(t.Context(), Local{Name: "setting/lang", Value: []byte("da")}); err != nil {
		t.Fatal(err)
	}
	before, highest := plainViews(t, k.db), k.db.HighestTime()
	state, _ := k.db.State(t.Context())
	steps := 0
	if err := k.db.Reindex(t.Context(), func(done, total int) { steps++ }); err != nil {
		t.Fatal(err)
	}
	if !sameViews(before, plainViews(t, k.db)) || steps == 0 {
		t.Fatal("views differ")
	}
	if again, _ := k.db.State(t.Context()); again != state || k.db.HighestTime() != highest {
		t.Fatal("state or time differ")
	}
	if v, err := k.db.Local(t.Context(), "setting/lang"); err != nil || string(v) != "da" {
		t.Fatalf("local value %q, %v", v, err)
	}
	k.clean()
	next := k.record(given(t))
	k.reopen()
	if _, err := k.db.Statement(t.Context(), next[0].ID); err != nil {
		t.Fatal(err)
	}
	k.clean()
}

func TestOpenRebuildsViewsOfAnotherVersion(t *testing.T) {
	k := founder(t)
	g := given(t)
	k.record(g)
	err := k.db.changeLocal(t.Context(), func(t *tx) error {
		if err := t.b.DeleteBucket([]byte(inConsents)); err != nil {
			return err
		}
		return t.put(inMeta, metaViews, []byte("0 earlier"))
	})
	if err != nil {
		t.Fatal(err)
	}
	k.reopen()
	if !k.declared(g.Consent) {
		t.Fatal("the view was not rebuilt")
	}
	k.clean()
}
