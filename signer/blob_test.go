package signer

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
)

func identity(t testing.TB) *Identity {
	t.Helper()
	id, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestBlobRoundTrip(t *testing.T) {
	id, own, stranger := identity(t), identity(t), identity(t)
	for _, content := range [][]byte{nil, []byte("x"), bytes.Repeat([]byte("abc"), 100_000), make([]byte, MaxBlob)} {
		b, err := SealBlob(fixed("blob"), AudienceOffice, content, id.Recipient(), own.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		for _, with := range []*Identity{id, own} {
			got, audience, err := OpenBlob(b.Ref(), b.Bytes, stranger, with)
			if err != nil || !bytes.Equal(got, content) || audience != AudienceOffice {
				t.Errorf("%d bytes: %d, %s, %v", len(content), len(got), audience, err)
			}
		}
		if _, _, err := OpenBlob(b.Ref(), b.Bytes, stranger); !errors.Is(err, ErrNoIdentity) {
			t.Errorf("a stranger: %v", err)
		}
		if _, _, err := OpenBlob(b.Ref(), b.Bytes); !errors.Is(err, ErrNoIdentity) {
			t.Errorf("nobody: %v", err)
		}
	}
}

func TestBlobRefuses(t *testing.T) {
	id := identity(t)
	b, err := SealBlob(fixed("blob"), AudienceSet, []byte("content"), id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	other, err := SealBlob(fixed("other"), AudienceSet, []byte("content"), id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		ref  consent.BlobRef
		file []byte
	}{
		"cut":             {b.Ref(), b.Bytes[:len(b.Bytes)-1]},
		"flipped":         {b.Ref(), flip(b.Bytes, len(b.Bytes)-5)},
		"another's bytes": {b.Ref(), other.Bytes},
		"another's id":    {consent.BlobRef{ID: other.ID, Digest: b.Digest}, b.Bytes},
		"another digest":  {consent.BlobRef{ID: b.ID, Digest: other.Digest}, b.Bytes},
		"empty":           {b.Ref(), nil},
		"huge":            {b.Ref(), make([]byte, maxSealed+1)},
	} {
		if _, _, err := OpenBlob(tt.ref, tt.file, id); !errors.Is(err, ErrBlob) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := SealBlob(fixed("b"), AudienceSet, make([]byte, MaxBlob+1), id.Recipient()); !errors.Is(err, ErrBlob) {
		t.Errorf("too much: %v", err)
	}
	if _, err := SealBlob(fixed("b"), "all", nil, id.Recipient()); !errors.Is(err, ErrBlob) {
		t.Errorf("audience: %v", err)
	}
	for _, to := range [][]Recipient{nil, {{}}, {id.Recipient(), {}}} {
		if _, err := SealBlob(fixed("b"), AudienceSet, nil, to...); !errors.Is(err, ErrKey) {
			t.Errorf("to %v: %v", to, err)
		}
	}
}

func TestBlobLayoutHasOneForm(t *testing.T) {
	good := packBlob(consent.ID{1}, [32]byte{2}, AudienceSet, []byte("content"))
	change := func(f func([]byte) []byte) []byte { return f(bytes.Clone(good)) }
	for name, bad := range map[string][]byte{
		"padding not zero":  change(func(p []byte) []byte { p[len(p)-1] = 1; return p }),
		"padded further":    change(func(p []byte) []byte { return append(p, make([]byte, 512)...) }),
		"padding cut":       good[:len(good)-1],
		"magic":             change(func(p []byte) []byte { p[0] = 'O'; return p }),
		"audience":          change(func(p []byte) []byte { p[len(blobMagic)] = 3; return p }),
		"length too large":  change(func(p []byte) []byte { p[blobHead-4] = 0xff; return p }),
		"length beyond end": change(func(p []byte) []byte { p[blobHead-2] = 2; return p }),
		"short":             good[:blobHead-1],
	} {
		if _, _, _, _, ok := unpackBlob(bad); ok {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestPaddingTellsLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, MaxBlob).Draw(t, "n")
		size := paddedSize(n)
		power := size&(size-1) == 0 && size <= blobStep && size >= 512
		if size < n+blobHead || !power && size%blobStep != 0 || size > 2*(n+blobHead)+512 {
			t.Fatalf("%d bytes are padded to %d", n, size)
		}
	})
}

func TestProductionKeysReachTheDevicesNamed(t *testing.T) {
	root, crew, lost := newProduction(t, "root"), newProduction(t, "crew"), newProduction(t, "lost")
	crew.Set, lost.Set = nil, nil
	body, err := root.NewEpoch(AudienceSet, root.Keys(""), crew.Keys(""))
	if err != nil {
		t.Fatal(err)
	}
	if body.Epoch != 2 || len(root.Set) != 2 {
		t.Errorf("epoch %d, %d kept", body.Epoch, len(root.Set))
	}
	if err := crew.Adopt(body); err != nil {
		t.Fatal(err)
	}
	if err := lost.Adopt(body); !errors.Is(err, ErrNotFor) {
		t.Errorf("a device not named: %v", err)
	}
	shared, err := root.ShareEpochs(AudienceSet, crew.Keys(""))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, b := range shared {
			if err := crew.Adopt(b); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(crew.Set) != 2 || crew.Set[0].N != 1 || crew.Set[1].N != 2 {
		t.Errorf("epochs %v", crew.Set)
	}
	b, err := SealBlob(fixed("b"), AudienceSet, []byte("hello"), root.Set[0].Identity.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := OpenBlob(b.Ref(), b.Bytes, crew.Identities()...); err != nil {
		t.Error(err)
	}
	swapped := *shared[0]
	swapped.Recipient, swapped.Epoch = testRecipient, 9
	if err := crew.Adopt(&swapped); !errors.Is(err, ErrKey) {
		t.Errorf("an identity that is not the recipient's: %v", err)
	}
	if err := crew.Adopt(&ProductionKey{Audience: "all"}); !errors.Is(err, ErrKey) {
		t.Errorf("audience: %v", err)
	}
}

func TestFoundingIsARoster(t *testing.T) {
	p, err := NewProduction(fixed("founder"))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := p.Found(testCodec, ProductionSet{Nonce: make([]byte, 16), Title: "T"}, consent.ID{1}, testTime, "SYNC")
	if err != nil {
		t.Fatal(err)
	}
	var sts []consent.Statement
	for _, s := range sealed {
		if err := Verify(s, p.Seal.PublicKey()); err != nil {
			t.Error(err)
		}
		st, err := testCodec.Decode(s)
		if err != nil {
			t.Fatal(err)
		}
		sts = append(sts, st)
	}
	r := FoldRoster(p.ID, sts)
	for _, st := range sts {
		if err := r.Allows(st); err != nil {
			t.Errorf("%s: %v", st.Type, err)
		}
	}
	if got := r.Recipients(AudienceOffice); len(got) != 1 || got[0].String() != p.Office[0].Identity.Recipient().String() {
		t.Errorf("office recipients %v", got)
	}
	if d, _ := r.Device(p.Seal.Author()); !d.Root || d.Keys.Sync != "SYNC" || r.Facts().Title != "T" {
		t.Errorf("founder %+v", d)
	}
}
