package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
)

// BenchmarkPages asks for every page of a big production, which lies in the
// folder that ONSET_BIG names (see app/flow), and prints how long each takes.
func BenchmarkPages(b *testing.B) {
	benchPages(b, func(*flow.Kit, []consent.ID) func() { return func() {} })
}

// BenchmarkPagesWhileTagging is BenchmarkPages while a hundred statements a
// second come in: tags of clips.
func BenchmarkPagesWhileTagging(b *testing.B) { benchPages(b, tagOn) }

// tagOn says a hundred things a second until the returned function is called.
func tagOn(k *flow.Kit, people []consent.ID) (stop func()) {
	ctx, end := context.WithCancel(context.Background())
	clips := k.Clips(flow.ClipQuery{}).IDs
	var work sync.WaitGroup
	work.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			at := i * 10 % (len(clips) - 10)
			_, _ = k.Tag(ctx, flow.TagDraft{Clips: clips[at : at+10], People: people[i%len(people):][:1], From: time.Duration(i) * time.Millisecond})
		}
	})
	return func() { end(); work.Wait() }
}

func benchPages(b *testing.B, beside func(*flow.Kit, []consent.ID) (stop func())) {
	dir := os.Getenv("ONSET_BIG")
	if dir == "" {
		b.Skip("ONSET_BIG names no folder with a big production")
	}
	h, err := flow.OpenHome(flow.Options{Dir: filepath.Join(dir, "home"), Create: keep.Create, Open: keep.Open})
	if err != nil {
		b.Fatal(err)
	}
	k, err := h.Unlock(b.Context(), "harbour lantern copper ladder seven", consent.Ref{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = k.Close() }()
	w, err := newWeb(Options{Productions: func() []Production { return []Production{{Kit: k}} }, Vault: &memory{}}, cheap)
	if err != nil {
		b.Fatal(err)
	}
	u, err := w.People().Add(b.Context(), "Signe", "signe@nordmole.example", password)
	if err == nil {
		err = w.People().SetRole(b.Context(), u.ID, k.ProductionID(), Administrator)
	}
	token, err2 := w.people.begin(b.Context(), u.ID, "")
	if err != nil || err2 != nil {
		b.Fatal(err, err2)
	}
	base := "/p/" + keyOf(k.ProductionID()) + "/"
	clip := k.Clips(flow.ClipQuery{}).IDs[500]
	person := k.PeoplePage(flow.PeopleQuery{States: []consent.PersonState{consent.MayBeFilmed}}, 100, 1).Rows[0].ID
	var people []consent.ID
	for _, r := range k.PeoplePage(flow.PeopleQuery{}, 0, 100).Rows {
		people = append(people, r.ID)
	}
	defer beside(k, people)()
	for _, path := range []string{
		"", "arrived", "people", "people?q=49", "people/" + person.String(), "consents", "consents?q=49&from=200", "clips", "clips?q=C0049",
		"clips?result=unknown&from=500", "clips/" + clip.String(), "publish?use=film", "publish?use=stills&where=DK", "search?q=agard+49", "devices", "users", "audit",
		"people/" + person.String() + "/withdraw", "publish.csv?use=film",
	} {
		b.Run(strings.NewReplacer("/", "_", "?", "_").Replace("page "+path), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, base+path, nil)
				r.AddCookie(&http.Cookie{Name: "onset", Value: token})
				rec := httptest.NewRecorder()
				began := time.Now()
				w.ServeHTTP(rec, r)
				took = append(took, time.Since(began))
				if rec.Code != http.StatusOK && rec.Code != http.StatusSeeOther {
					b.Fatalf("%s: %d", path, rec.Code)
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
		})
	}
}
