package keep

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"onset/app/flow"
	"onset/signer"
	"onset/store"
)

func TestToldKeepsBothNames(t *testing.T) {
	for _, n := range names {
		got := told(fmt.Errorf("record: %w", n.store))
		if !errors.Is(got, n.store) || !errors.Is(got, n.flow) {
			t.Errorf("%v is told as %v", n.store, got)
		}
		if again := told(got); !errors.Is(again, n.flow) || again.Error() != got.Error() {
			t.Errorf("told twice: %v", again)
		}
	}
	other := errors.New("other")
	if got := told(other); !errors.Is(got, other) || got.Error() != other.Error() || told(nil) != nil {
		t.Error("an error of nobody's was changed")
	}
}

func TestAStoreThatIsNotThereIsGone(t *testing.T) {
	_, err := Open(t.Context(), flow.StoreConfig{
		Dir: filepath.Join(t.TempDir(), "none"), Production: &signer.Production{}, Codec: flow.Codec(), Now: time.Now, SaveKeys: func() error { return nil },
	})
	if !errors.Is(err, flow.ErrStoreGone) || !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}
