package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sync"

	"onset/consent"
)

// groupTold holds where metadata of ours stands, by a hash of the path.
const groupTold = "told"

// kept is a place where metadata of ours stands, and what it was told there.
// What a clip should say now and another digest make it due.
type kept struct {
	Clip   consent.ID        `json:"c"`
	Path   string            `json:"p"` // the clip's file, or the copy
	Digest uint64            `json:"d"`
	Copy   bool              `json:"y,omitempty"` // a delivered copy
	Inside bool              `json:"i,omitempty"` // in the copy itself, not in a sidecar
	Names  bool              `json:"n,omitempty"`
	Uses   []consent.Purpose `json:"u,omitempty"`
}

func (s kept) how() told { return told{uses: s.Uses, names: s.Names} }

// name is the local value's.
func (s kept) name() string {
	sum := sha256.Sum256([]byte(s.Path))
	return groupTold + "/" + hex.EncodeToString(sum[:16])
}

// keptBook holds the places by clip, and the work in the background.
type keptBook struct {
	work sync.Mutex     // held while metadata is written
	busy sync.WaitGroup // the background

	mu      sync.Mutex // guards the rest
	places  map[consent.ID]map[string]kept
	touched map[consent.ID]bool
	all     bool // everything may be due
	running bool
	closed  bool
}

// loadKept reads where metadata of ours stands.
func (k *Kit) loadKept(ctx context.Context) error {
	all, err := k.store.Locals(ctx, groupTold)
	if err != nil {
		return err
	}
	k.meta.mu.Lock()
	defer k.meta.mu.Unlock()
	k.meta.places = map[consent.ID]map[string]kept{}
	for _, b := range all {
		var s kept
		if json.Unmarshal(b, &s) == nil {
			k.meta.put(s)
		}
	}
	return nil
}

// put takes a place; mu is held.
func (b *keptBook) put(s kept) {
	if b.places[s.Clip] == nil {
		b.places[s.Clip] = map[string]kept{}
	}
	b.places[s.Clip][s.Path] = s
}

// of are the places of a clip.
func (b *keptBook) of(clip consent.ID) []kept {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]kept, 0, len(b.places[clip]))
	for _, s := range b.places[clip] {
		out = append(out, s)
	}
	return out
}

// clips are those with a place.
func (b *keptBook) clips() []consent.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]consent.ID, 0, len(b.places))
	for id := range b.places {
		out = append(out, id)
	}
	return out
}

// keep remembers what was told. A clip that was cancelled on the way is told
// again, which changes nothing.
func (k *Kit) keep(ctx context.Context, list ...kept) error {
	if len(list) == 0 {
		return nil
	}
	var out []Local
	for _, s := range list {
		b, err := json.Marshal(s)
		if err != nil {
			return err
		}
		out = append(out, Local{Name: s.name(), Value: b})
	}
	if err := k.store.PutLocal(context.WithoutCancel(ctx), out...); err != nil {
		return err
	}
	k.meta.mu.Lock()
	defer k.meta.mu.Unlock()
	for _, s := range list {
		k.meta.put(s)
	}
	return nil
}
