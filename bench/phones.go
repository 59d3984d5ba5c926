package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"onset/signer/page/phonetest"
)

// How the crowd signs. People take about a minute from opening the page to
// signing; here it is half of that.
const (
	crowd       = 200
	comeWithin  = 5 * time.Second  // after the first phone, all have opened the page
	signWithin  = 30 * time.Second // and have signed
	requestMost = 150 * time.Millisecond
	memoryMost  = 250 // MB
)

// phones measures 200 phones that sign at the same time: first as people do,
// who come within seconds and press Sign when they have read; then all of them
// pressing it at the same moment, of which nothing is asked but that nobody is lost.
func phones(ctx context.Context, o options) ([]line, error) {
	calm, err := sign(ctx, o, comeWithin, signWithin)
	if err != nil {
		return nil, err
	}
	burst, err := sign(ctx, o, 0, 0)
	if err != nil {
		return nil, err
	}
	return []line{
		calm.all(fmt.Sprintf("%d phones at once", crowd)),
		within("  95 of 100 requests within", percentile(calm.took, 95), requestMost),
		plain("  half of them within", percentile(calm.took, 50)),
		plain("  the slowest", percentile(calm.took, 100)),
		plain("  95 of 100 declarations with ink and a picture within", percentile(calm.sends, 95)),
		{what: "  memory of the kit, peak", got: mb(calm.Memory["own"]), unit: "MB", yardstick: memoryMost, by: "target of 250 MB", need: 1},
		plain("  processor time of the kit for one phone", calm.Times["cpu"]/crowd),
		burst.all("all press Sign at the same moment"),
		plain("  95 of 100 declarations within", percentile(burst.sends, 95)),
		plain("  all of them within", burst.whole),
		{what: "  memory of the kit, peak", got: mb(burst.Memory["own"]), unit: "MB", yardstick: memoryMost, by: "target of 250 MB", need: 1},
	}, nil
}

// crowdRun is what a crowd found.
type crowdRun struct {
	served
	phones      int
	took, sends []time.Duration
	whole       time.Duration
}

// check is the one thing that is no matter of speed: every declaration is held, once.
func (r crowdRun) check() error {
	if r.Given != r.phones || r.People != r.phones {
		return fmt.Errorf("of %d people who signed %d are held, in %d declarations", r.phones, r.People, r.Given)
	}
	return nil
}

func (r crowdRun) all(what string) line {
	return line{what: what + ", signed and stored once", got: float64(r.Given), unit: fmt.Sprintf("of %d", r.phones)}
}

func percentile(ds []time.Duration, p int) time.Duration {
	if len(ds) == 0 {
		return 0
	}
	ds = slices.Sorted(slices.Values(ds))
	return ds[min(len(ds)*p/100, len(ds)-1)]
}

// sign serves the page from a process of its own and lets a crowd sign.
func sign(ctx context.Context, o options, come, within time.Duration) (crowdRun, error) {
	r := crowdRun{phones: crowd}
	self, err := os.Executable()
	if err != nil {
		return r, err
	}
	cmd := exec.CommandContext(ctx, self, "-child", childPhones, "-out", o.out)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return r, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return r, err
	}
	if err := cmd.Start(); err != nil {
		return r, err
	}
	said := bufio.NewReader(out)
	link, err := said.ReadString('\n')
	if err == nil {
		err = r.signAll(ctx, strings.TrimSpace(link), come, within)
	}
	err = errors.Join(err, in.Close())
	b, readErr := io.ReadAll(said)
	if err := errors.Join(err, readErr, cmd.Wait()); err != nil {
		return r, fmt.Errorf("sign on phones: %w", err)
	}
	if err := json.Unmarshal(b, &r.served); err != nil {
		return r, err
	}
	return r, r.check()
}

// signAll lets everybody open the page, and sign some time after that.
func (r *crowdRun) signAll(ctx context.Context, link string, come, within time.Duration) error {
	picture := portrait()
	rnd := rand.New(rand.NewPCG(3, 4))
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	began := time.Now()
	for i := range r.phones {
		p := &bencher{ctx: ctx, began: began, comes: spread(rnd, come), signs: come + spread(rnd, within)}
		wg.Go(func() {
			err := p.visit(link, fmt.Sprintf("%s %d", personName(i), i), picture)
			mu.Lock()
			defer mu.Unlock()
			r.took, r.sends = append(r.took, p.took...), append(r.sends, p.sends...)
			errs = append(errs, err)
		})
	}
	wg.Wait()
	r.whole = time.Since(began)
	return errors.Join(errs...)
}

func spread(rnd *rand.Rand, over time.Duration) time.Duration {
	if over == 0 {
		return 0
	}
	return time.Duration(rnd.Int64N(int64(over)))
}

// bencher is one phone of a crowd, with what its requests took.
type bencher struct {
	ctx          context.Context
	began        time.Time
	comes, signs time.Duration
	took, sends  []time.Duration
}

func (p *bencher) visit(link, name string, picture []byte) error {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	ph, err := phonetest.New(client, link)
	if err != nil {
		return err
	}
	if err := p.until(p.comes); err != nil {
		return err
	}
	var f phonetest.Facts
	p.time(func() { f, err = ph.Load(p.ctx, "?l=en") })
	if err != nil {
		return err
	}
	for _, m := range []map[string]any{
		ph.Message("hello", nil), ph.Message("step", map[string]any{"step": "answers"}), ph.Message("step", map[string]any{"step": "signing"}),
	} {
		p.time(func() { _, err = ph.Say(p.ctx, m, nil) })
		if err != nil {
			return err
		}
	}
	return p.sign(ph, f, name, picture)
}

// sign seals before its moment comes: a phone does that itself, the machine measured does not.
func (p *bencher) sign(ph *phonetest.Phone, f phonetest.Facts, name string, picture []byte) error {
	var uses []string
	for _, u := range f.Uses {
		uses = append(uses, u.Purpose)
	}
	words, err := json.Marshal(ph.Message("send", phonetest.Send(f.Shown, phonetest.Adult(name, uses...))))
	if err != nil {
		return err
	}
	post, err := ph.Seal(append(append(words, 0), picture...))
	if err != nil {
		return err
	}
	if err := p.until(p.signs); err != nil {
		return err
	}
	var a phonetest.Answer
	for wait := 2 * time.Second; ; wait = min(2*wait, 30*time.Second) { // as the page does
		p.time(func() { a, err = ph.Post(p.ctx, post) })
		p.sends = append(p.sends, p.took[len(p.took)-1])
		if err != nil || a.Error != "slow" {
			break
		}
		if err := p.until(time.Since(p.began) + wait); err != nil {
			return err
		}
	}
	if err == nil && a.Done == nil {
		err = fmt.Errorf("%s: not signed: %q %v", name, a.Error, a.Fields)
	}
	return err
}

func (p *bencher) time(f func()) { p.took = append(p.took, took(f)) }

func (p *bencher) until(after time.Duration) error {
	select {
	case <-time.After(time.Until(p.began.Add(after))):
		return nil
	case <-p.ctx.Done():
		return p.ctx.Err()
	}
}

// portrait is a picture as the page sends it: 800 pixels wide, 300 kB.
func portrait() []byte {
	r, img := rand.New(rand.NewPCG(5, 6)), image.NewRGBA(image.Rect(0, 0, 800, 800))
	for y := range 800 {
		for x := range 800 {
			grain := uint8(r.IntN(64))
			img.SetRGBA(x, y, color.RGBA{R: uint8(x/5) + grain, G: uint8(y/5) + grain, B: 90 + grain, A: 255})
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 82}) // a buffer takes everything
	return b.Bytes()
}
