package ui

import (
	"container/list"
	"context"
	"image"

	"onset/consent"
)

const (
	thumbsKept    = 240 // decoded pictures: some 35 MB
	thumbsWaiting = 48  // about two screens; older wishes are dropped
	thumbsAtOnce  = 2
)

// thumbs loads the small pictures of clips in the background and keeps those
// seen last. Nothing is loaded for what was scrolled past.
type thumbs struct {
	u     *UI
	came  func(i int, id consent.ID)
	order *list.List // of *thumb, the last used first
	by    map[consent.ID]*list.Element
	wish  []thumbWish // the newest last
	busy  int
}

type thumb struct {
	id  consent.ID
	img image.Image // nil: there is none
}

type thumbWish struct {
	i  int
	id consent.ID
}

func newThumbs(u *UI, came func(int, consent.ID)) *thumbs {
	return &thumbs{u: u, came: came, order: list.New(), by: map[consent.ID]*list.Element{}}
}

// get is the picture of a clip, nil while it is on its way.
func (t *thumbs) get(i int, id consent.ID) image.Image {
	if e := t.by[id]; e != nil {
		t.order.MoveToFront(e)
		return e.Value.(*thumb).img
	}
	for _, w := range t.wish {
		if w.id == id {
			return nil
		}
	}
	t.wish = append(t.wish, thumbWish{i, id})
	if len(t.wish) > thumbsWaiting {
		t.wish = t.wish[1:]
	}
	t.next()
	if e := t.by[id]; e != nil {
		return e.Value.(*thumb).img
	}
	return nil
}

// next starts on the newest wish.
func (t *thumbs) next() {
	for t.busy < thumbsAtOnce && len(t.wish) > 0 {
		w := t.wish[len(t.wish)-1]
		t.wish = t.wish[:len(t.wish)-1]
		t.busy++
		var img image.Image
		t.u.work(func(ctx context.Context) error {
			img = picture(t.u.kit.Thumb(ctx, w.id))
			return nil
		}, func(error) {
			t.busy--
			t.keep(w.id, img)
			if img != nil {
				t.came(w.i, w.id)
			}
			t.next()
		})
	}
}

func (t *thumbs) keep(id consent.ID, img image.Image) {
	if t.by[id] == nil {
		t.by[id] = t.order.PushFront(&thumb{id, img})
	}
	for t.order.Len() > thumbsKept {
		last := t.order.Back()
		delete(t.by, last.Value.(*thumb).id)
		t.order.Remove(last)
	}
}

// forget loads pictures anew that could not be made before: their files may
// have come.
func (t *thumbs) forget() {
	for e := t.order.Front(); e != nil; {
		next := e.Next()
		if th := e.Value.(*thumb); th.img == nil {
			delete(t.by, th.id)
			t.order.Remove(e)
		}
		e = next
	}
}
