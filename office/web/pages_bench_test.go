package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
)

// BenchmarkPages asks for every page of a big production, which lies in the
// folder that ONSET_BIG names (see app/flow), and prints how long each takes.
func BenchmarkPages(b *testing.B) {
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
	person := k.PeoplePage(flow.PeopleQuery{}, 100, 1).Rows[0].ID
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
