package offload

import (
	"path/filepath"
	"testing"
)

func TestRunCopiesToAll(t *testing.T) {
	card, one, two := t.TempDir(), filepath.Join(t.TempDir(), "A001"), filepath.Join(t.TempDir(), "new", "A001")
	write(t, card, mixed)
	before := tree(t, card)
	r := copyCard(t, t.Context(), card, one, two)
	sameFiles(t, card, one)
	sameFiles(t, card, two)
	if len(before) != len(tree(t, card)) || r.To[0].C4 == "" || len(r.Moved) > 0 {
		t.Errorf("card touched, or %+v", r.To[0])
	}
	for i, s := range r.Sums {
		if s[XXH128] == "" {
			t.Errorf("%s: no checksum", r.Card.Files[i].Path)
		}
	}
}
