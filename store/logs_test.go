package store

import (
	"context"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// TestLogsAreAsLookedThrough takes statements of two logs in any order, with
// gaps and a fork, and holds what is remembered of the logs to looking again.
func TestLogsAreAsLookedThrough(t *testing.T) {
	k := founder(t)
	logs := [][]signer.Sealed{strangerLog(t, k, 12), strangerLog(t, k, 12)}
	fork := strangerFork(t, k)
	rapid.Check(t, func(rt *rapid.T) {
		var batch []signer.Sealed
		for range rapid.IntRange(1, 4).Draw(rt, "size") {
			switch n := rapid.IntRange(0, 2).Draw(rt, "log"); n {
			case 2:
				batch = append(batch, rapid.SampledFrom(fork).Draw(rt, "fork"))
			default:
				batch = append(batch, rapid.SampledFrom(logs[n]).Draw(rt, "statement"))
			}
		}
		if rapid.Bool().Draw(rt, "own") {
			k.record(clip(rapid.IntRange(1, 1000).Draw(rt, "clip")))
		}
		if _, err := k.db.Append(t.Context(), batch, nil); err != nil {
			rt.Fatal(err)
		}
		got, err := k.db.Logs(t.Context())
		k.db.logs.follow(nil, true)
		want, err2 := k.db.Logs(t.Context())
		if err != nil || err2 != nil || !reflect.DeepEqual(got, want) {
			rt.Fatalf("remembered %+v (%v), want %+v (%v)", got, err, want, err2)
		}
		for _, l := range want {
			if last, err := k.db.Last(t.Context(), l.Author); err != nil || last != l.Last {
				rt.Fatalf("the last place of %s is %d (%v), want %d", l.Author, last, err, l.Last)
			}
		}
	})
	if n, err := k.db.Last(context.Background(), consent.Ref{1}); n != 0 || err != nil {
		t.Errorf("the log of nobody ends at %d: %v", n, err)
	}
}

// strangerLog is the log of a device that was enrolled.
func strangerLog(t *testing.T, k *kit, n int) (out []signer.Sealed) {
	t.Helper()
	return statedBy(t, k, enrolledKeys(t, k), 0, n)
}

// strangerFork is a log with two statements at every place.
func strangerFork(t *testing.T, k *kit) []signer.Sealed {
	t.Helper()
	keys := enrolledKeys(t, k)
	return append(statedBy(t, k, keys, 0, 4), statedBy(t, k, keys, 100, 4)...)
}

func enrolledKeys(t *testing.T, k *kit) *signer.Production {
	t.Helper()
	o := newKit(t).conf.Production
	o.ID = k.conf.Production.ID
	keys := o.Keys("")
	k.record(&signer.DeviceEnrolled{Device: keys.Author(), Keys: keys, Rank: signer.RankCrew})
	return o
}

func statedBy(t *testing.T, k *kit, o *signer.Production, from, n int) (out []signer.Sealed) {
	t.Helper()
	next := consent.Statement{Production: o.ID, By: newID(t), At: consent.StampOf(testNow), Seq: 1}
	for i := range n {
		next.Body = &media.ClipReceived{Clip: clip(from + i).Clip}
		s, _, err := k.conf.Codec.State(o.Seal, next)
		if err != nil {
			t.Fatal(err)
		}
		next.Seq, next.Prev = next.Seq+1, s.ID
		out = append(out, s)
	}
	return out
}
