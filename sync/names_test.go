package sync

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"onset/consent"
	"onset/signer"
	"onset/sync/engine"
	"onset/sync/spool"
)

func TestFolderNames(t *testing.T) {
	production, author := consent.Ref{1, 2}, consent.Ref{3, 4}
	media := "media-" + author.String()[:16] + "-0123456789abcdef"
	if n, ok := parseFolder(recordsID(production, author)); !ok || n.author != author || n.media != "" || n.production != production.String()[:32] {
		t.Errorf("%+v", n)
	}
	if n, ok := parseFolder(mediaID(production, media)); !ok || n.media != media || !n.author.IsZero() {
		t.Errorf("%+v", n)
	}
	if !isMediaOf(media, author) || isMediaOf(media, production) {
		t.Error("whose it is is not known")
	}
	for _, bad := range []string{
		"", "x", recordsID(production, author)[1:], recordsID(production, author) + "0", mediaID(production, media) + "0",
		strings.ToUpper(mediaID(production, media)), mediaID(production, "media-../../../../etc-0123456789abcdef"),
		production.String()[:32] + "-other", recordsID(production, consent.Ref{}),
	} {
		if n, ok := parseFolder(bad); ok {
			t.Errorf("%q was read as %+v", bad, n)
		}
	}
}

func FuzzParseFolder(f *testing.F) {
	f.Add(recordsID(consent.Ref{1}, consent.Ref{2}))
	f.Add(mediaID(consent.Ref{1}, "media-0000000000000000-0123456789abcdef"))
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := parseFolder(s)
		if !ok {
			return
		}
		if strings.ContainsAny(s, `/\.`) || n.author.IsZero() == (n.media == "") || !strings.HasPrefix(s, n.production) {
			t.Errorf("%q was read as %+v", s, n)
		}
	})
}

func testBox() *box {
	b := newBox(consent.Ref{1}, consent.Ref{2}, "nowhere")
	b.seen[mark{1}], b.seen[mark{2}] = true, true
	b.taken[consent.ID{3}] = true
	b.ignored[consent.ID{4}] = true
	b.wanted[consent.ID{5}] = []consent.Ref{{6}, {7}}
	return b
}

func TestBoxIsKept(t *testing.T) {
	b := testBox()
	again := newBox(b.author, consent.Ref{2}, "nowhere")
	again.decode(b.encode())
	if !maps.Equal(b.seen, again.seen) || !maps.Equal(b.taken, again.taken) || !maps.Equal(b.ignored, again.ignored) {
		t.Errorf("kept %+v", again)
	}
	if !slices.Equal(again.wanted[consent.ID{5}], []consent.Ref{{6}, {7}}) {
		t.Errorf("wanted %v", again.wanted)
	}
	other := newBox(b.author, consent.Ref{2}, "nowhere")
	other.decode(append([]byte{boxForm + 1}, b.encode()[1:]...))
	if len(other.seen) > 0 {
		t.Error("another version's was read")
	}
}

func FuzzBox(f *testing.F) {
	f.Add(testBox().encode())
	f.Add([]byte{boxForm, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, in []byte) {
		b := newBox(consent.Ref{1}, consent.Ref{2}, "nowhere")
		b.decode(in)
		if n := len(b.seen) + len(b.taken) + len(b.ignored) + len(b.wanted); n*16 > len(in) {
			t.Errorf("%d bytes hold %d items", len(in), n)
		}
	})
}

func TestReasons(t *testing.T) {
	for err, want := range map[error]Reason{
		spool.ErrDamaged: Damaged, spool.ErrForeign: Foreign, spool.ErrNewer: Future, signer.ErrNoIdentity: NoKey,
		signer.ErrSeal: Seal, signer.ErrBlob: Altered, errAltered: Altered, engine.ErrFull: Full, engine.ErrGone: Gone,
		signer.ErrRevoked: Revoked, signer.ErrUnknownAuthor: UnknownAuthor, errors.New("other"): Damaged,
	} {
		if got := reasonOf(errors.Join(errors.New("read x"), err)); got != want {
			t.Errorf("%v is told as %q", err, got)
		}
	}
	if shared(engine.ErrNoFolder) != nil || shared(engine.ErrFull) == nil {
		t.Error("what is passed over is wrong")
	}
}

func TestFaultBook(t *testing.T) {
	now, told := testNow, 0
	b := newFaultBook(func() time.Time { return now }, func() { told++ })
	a := consent.Ref{1}
	b.put(a, Damaged, "x")
	now = now.Add(time.Hour)
	b.put(a, Altered, "x")
	b.keep(a, Gap, []string{"1-2", "5-6"})
	b.keep(a, Gap, []string{"5-6"})
	list := b.list()
	if len(list) != 2 || list[0].What != Altered || !list[0].Since.Equal(testNow) || list[1].Item != "5-6" || told != 4 {
		t.Errorf("told %d times: %+v", told, list)
	}
	b.clearBelow(a, "5")
	b.clear(a, "x")
	b.clear(a, "none")
	if len(b.list()) != 0 || told != 6 {
		t.Errorf("told %d times: %+v", told, b.list())
	}
	for n := range 2 * maxFaults {
		b.put(a, Damaged, string(rune(n+1000)))
	}
	if len(b.list()) != maxFaults {
		t.Errorf("%d faults", len(b.list()))
	}
}

func TestAddresses(t *testing.T) {
	d := founder(t)
	still(d)
	for _, bad := range []string{"", "host:22000", "tcp://host", "tcp://:22000", "quic://host:1", "tcp://" + strings.Repeat("a", 400) + ":1"} {
		if err := d.link.Dial(t.Context(), consent.Ref{1}, bad); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for n := range 2 * maxAddresses {
		if err := d.link.Dial(t.Context(), consent.Ref{1}, "tcp://host:"+string(rune('1'+n%9))+strings.Repeat("0", n/9)); err != nil {
			t.Fatal(err)
		}
	}
	again, err := loadFacts(t.Context(), kept{d.db})
	if err != nil || len(again.addresses(consent.Ref{1})) != maxAddresses {
		t.Errorf("%v, %v", again, err)
	}
}
