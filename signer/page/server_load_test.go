package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"onset/consent"
	"onset/signer/page"
	"onset/signer/page/phonetest"
)

// thrifty is a desk that keeps no pictures, and counts how many it is given at the same time.
type thrifty struct {
	*desk
	at, most atomic.Int32
}

func (d *thrifty) Take(ctx context.Context, door *page.Door, a *page.Answer) (*page.Receipt, error) {
	at := d.at.Add(1)
	defer d.at.Add(-1)
	for most := d.most.Load(); at > most && !d.most.CompareAndSwap(most, at); most = d.most.Load() {
	}
	kept := *a
	kept.Selfie, kept.Ink = nil, nil
	return d.desk.Take(ctx, door, &kept)
}

// noise is a JPEG of about 300 kB.
func noise(t testing.TB) []byte {
	t.Helper()
	r, img := rand.New(rand.NewPCG(1, 2)), image.NewGray(image.Rect(0, 0, 720, 720))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 50}); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), make([]byte, max(0, 300_000-b.Len()))...)
}

// TestTwoHundredPhonesAtOnce lets 200 phones send a picture at the same moment,
// each of them twice, as phones do that heard no answer.
func TestTwoHundredPhonesAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("a crowd")
	}
	const phones = 200
	w := newWorld(t)
	w.stop()
	d := &thrifty{desk: w.desk}
	w.startWith(d)
	door, selfie := w.door(page.ForCrowd), noise(t)
	shown := w.phone(door).shown("")
	ready := make([]func() (phonetest.Answer, error), phones)
	for i := range ready {
		p := w.phone(door)
		b, err := json.Marshal(p.Message("send", phonetest.Send(shown, phonetest.Adult(fmt.Sprintf("Person %d of many", i), "film", "social"))))
		if err != nil {
			t.Fatal(err)
		}
		ready[i] = func() (phonetest.Answer, error) {
			post, err := p.Seal(append(append(bytes.Clone(b), 0), selfie...))
			if err != nil {
				return phonetest.Answer{}, err
			}
			return p.Post(t.Context(), post)
		}
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	ids := map[string]int{}
	for _, send := range ready {
		for range 2 {
			wg.Go(func() {
				a, err := send()
				if err != nil || !a.OK || a.Done == nil {
					t.Errorf("%+v, %v", a, err)
					return
				}
				mu.Lock()
				ids[a.Done.ID]++
				mu.Unlock()
			})
		}
	}
	wg.Wait()
	names := map[string]bool{}
	w.desk.mu.Lock()
	defer w.desk.mu.Unlock()
	for id, a := range w.desk.taken {
		if ids[id.URN()] != 2 {
			t.Errorf("%s was answered %d times", id, ids[id.URN()])
		}
		names[a.Name] = true
	}
	if len(w.desk.taken) != phones || len(names) != phones || len(ids) != phones {
		t.Errorf("%d declarations of %d people, %d receipts", len(w.desk.taken), len(names), len(ids))
	}
	if d.most.Load() > 8 {
		t.Errorf("the desk was given %d at the same time", d.most.Load())
	}
	if a := w.desk.taken[w.desk.order[0]]; a.Answers[consent.Film] != consent.Granted {
		t.Errorf("taken: %+v", a)
	}
}
