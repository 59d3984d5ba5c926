package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/skip2/go-qrcode"

	"onset/consent"
	"onset/media"
	"onset/media/slate"
)

const (
	groupSlate = "slate"    // slate/<clip>: what was seen in it
	localTake  = "kit/take" // the take that is next to be filmed
	slateUse   = "slate/1"  // of the check key
)

// slateBook holds what slates say, and what was seen in clips.
type slateBook struct {
	mu     sync.Mutex
	take   takeNow
	scene  consent.ID // whose title is kept
	title  string
	seen   map[consent.ID]seenClip
	titles map[consent.ID]string // of scenes, as codes have them
}

// takeNow is the take of a scene.
type takeNow struct {
	Scene string `json:"s"` // as the code has it
	Take  int    `json:"t"`
}

// Slate is what the full-screen slate shows at this moment. Without an open
// scene it still tells the time.
func (k *Kit) Slate(ctx context.Context) (SlateView, error) {
	k.mu.Lock()
	s := k.openScene()
	v := SlateView{Open: s != nil}
	if s != nil {
		for _, p := range s.Now() {
			v.People = append(v.People, k.rowOf(p.Person))
		}
	}
	k.mu.Unlock()
	if s != nil {
		v.Title = k.slateTitle(s)
	}
	v.Scene = slate.SceneText(v.Title)
	v.Take = k.takeOf(ctx, v.Scene)
	return v, k.drawSlate(&v)
}

// SlateOf is a slate with a scene and take that were typed; take 0 is none.
// slate.ErrSlate for a take beyond slate.MaxTake.
func (k *Kit) SlateOf(scene string, take int) (SlateView, error) {
	v := SlateView{Title: scene, Scene: slate.SceneText(scene), Take: take}
	return v, k.drawSlate(&v)
}

// drawSlate makes the code of this moment.
func (k *Kit) drawSlate(v *SlateView) error {
	v.At = k.now().UTC()
	var key []byte
	if keys := k.prod.CheckKeys(slateUse); len(keys) > 0 {
		key = keys[0]
	}
	var err error
	v.Text, err = slate.Encode(slate.Slate{Production: k.slateTag(), Scene: v.Scene, Take: v.Take, At: v.At}, key)
	if err != nil {
		return fmt.Errorf("show slate: %w", err)
	}
	if v.QR, err = code(v.Text, qrcode.Medium); err != nil {
		return fmt.Errorf("show slate: %w", err)
	}
	return nil
}

func (k *Kit) slateTag() slate.Tag { return slate.TagOf(k.prod.ID.String()) }

// slateTitle is a scene's title, which is unsealed once.
func (k *Kit) slateTitle(s *media.Scene) string {
	b := &k.slates
	b.mu.Lock()
	if b.scene == s.ID {
		defer b.mu.Unlock()
		return b.title
	}
	b.mu.Unlock()
	title := k.sceneLine(s).Title
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scene, b.title = s.ID, title
	return title
}

// takeOf is the take of a scene: each scene begins with its first.
func (k *Kit) takeOf(ctx context.Context, scene string) int {
	b := &k.slates
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.take.Take == 0 {
		_ = json.Unmarshal(k.local(ctx, localTake), &b.take)
	}
	if b.take.Take < 1 || b.take.Take > slate.MaxTake || b.take.Scene != scene {
		return 1
	}
	return b.take.Take
}

// NextTake counts the slate's take up and gives it.
func (k *Kit) NextTake(ctx context.Context) (int, error) {
	v, err := k.Slate(ctx)
	if err != nil {
		return 0, err
	}
	return k.SetTake(ctx, min(v.Take+1, slate.MaxTake))
}

// SetTake sets the slate's take. slate.ErrSlate for one that no slate can show.
func (k *Kit) SetTake(ctx context.Context, take int) (int, error) {
	if take < 1 || take > slate.MaxTake {
		return 0, fmt.Errorf("set take %d: %w", take, slate.ErrSlate)
	}
	v, err := k.Slate(ctx)
	if err != nil {
		return 0, err
	}
	now := takeNow{Scene: v.Scene, Take: take}
	raw, err := json.Marshal(now)
	if err != nil {
		return 0, err
	}
	if err := k.store.PutLocal(ctx, Local{Name: localTake, Value: raw}); err != nil {
		return 0, fmt.Errorf("set take %d: %w", take, err)
	}
	k.slates.mu.Lock()
	k.slates.take = now
	k.slates.mu.Unlock()
	k.tell()
	return take, nil
}
