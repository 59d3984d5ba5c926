package part

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// PinPad is ten digits and a backspace: keys of 104 × 80, 16 apart. The number typed so far is shown by [PinPad.Dots].
type PinPad struct {
	base

	onDone  func(pin string)
	length  int
	typed   string
	blocked bool
	keys    *fyne.Container
	dots    *pinDots
}

// NewPinPad returns the pad for PINs of a length; onDone gets each PIN that is complete, and the pad is empty again by then.
func NewPinPad(length int, onDone func(pin string)) *PinPad {
	p := &PinPad{length: length, onDone: onDone}
	p.dots = newPinDots(p)
	p.keys = container.New(pinLayout{})
	for i := 1; i <= 9; i++ {
		p.keys.Add(p.digit(i))
	}
	p.keys.Add(Space())
	p.keys.Add(p.digit(0))
	p.keys.Add(p.key(NewIcon("backspace", 28, ColorText), p.Erase))
	p.ExtendBaseWidget(p)
	return p
}

// Dots shows how many digits were typed.
func (p *PinPad) Dots() fyne.CanvasObject { return p.dots }

// Type takes a digit from a keyboard; other letters do nothing.
func (p *PinPad) Type(r rune) {
	if r < '0' || r > '9' || p.blocked {
		return
	}
	p.typed += string(r)
	if len(p.typed) < p.length {
		p.dots.Refresh()
		return
	}
	pin := p.typed
	p.Reset()
	if p.onDone != nil {
		p.onDone(pin)
	}
}

// Reset forgets what was typed.
func (p *PinPad) Reset() { p.typed = ""; p.dots.Refresh() }

// SetBlocked keeps the pad from taking digits, during a delay that the screen shows in words.
func (p *PinPad) SetBlocked(on bool) { p.blocked = on; p.Reset() }

// Erase takes the last digit back, as Backspace on a keyboard does.
func (p *PinPad) Erase() {
	if p.typed != "" && !p.blocked {
		p.typed = p.typed[:len(p.typed)-1]
		p.dots.Refresh()
	}
}

func (p *PinPad) digit(n int) *surface {
	return p.key(NewText(strconv.Itoa(n), Style{Size: 30, Bold: true}), func() { p.Type(rune('0' + n)) })
}

func (p *PinPad) key(content fyne.CanvasObject, tapped func()) *surface {
	k := &surface{content: Center(content), least: fyne.NewSize(104, 80)}
	k.act, k.runes = tapped, p.Type
	k.keys = func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyBackspace {
			p.Erase()
		}
	}
	k.look = func() look { return look{fill: ColorRaise, radius: 12} }
	k.extend(k)
	return k
}

// CreateRenderer is called by Fyne.
func (p *PinPad) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: p, objects: []fyne.CanvasObject{p.keys}}
	d.min = p.keys.MinSize
	d.place = func(s fyne.Size) { put(p.keys, 0, 0, s.Width, s.Height) }
	return ready(d)
}

// pinLayout is three columns of keys.
type pinLayout struct{}

func (pinLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(3*104+2*16, 4*80+3*16)
}

func (pinLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	w, h := (s.Width-32)/3, (s.Height-48)/4
	w, h = min(w, 104), min(h, 80)
	left := (s.Width - 3*w - 32) / 2
	for i, o := range objects {
		put(o, left+float32(i%3)*(w+16), float32(i/3)*(h+16), w, h)
	}
}

type pinDots struct {
	base

	of *PinPad
}

func newPinDots(of *PinPad) *pinDots {
	d := &pinDots{of: of}
	d.ExtendBaseWidget(d)
	return d
}

const pinDot, pinDotStep = 24, 42

// CreateRenderer is called by Fyne.
func (p *pinDots) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: p}
	for range p.of.length {
		d.objects = append(d.objects, canvas.NewCircle(color.Transparent))
	}
	d.min = func() fyne.Size { return fyne.NewSize(float32(p.of.length-1)*pinDotStep+pinDot, pinDot) }
	d.paint = func() {
		for i, o := range d.objects {
			c := o.(*canvas.Circle)
			c.FillColor, c.StrokeColor, c.StrokeWidth = color.Transparent, colour(p, ColorEdge), 2
			if i < len(p.of.typed) {
				c.FillColor, c.StrokeColor = colour(p, ColorAccent), colour(p, ColorAccent)
			}
			c.Refresh()
		}
	}
	d.place = func(fyne.Size) {
		for i, o := range d.objects {
			put(o, float32(i)*pinDotStep, 0, pinDot, pinDot)
		}
	}
	return ready(d)
}
