package office

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/consent"
)

func TestAProductionIsBroughtAndItsConsentsAreReceived(t *testing.T) {
	r, k := prepared(t), founded(t)
	if _, err := r.Kit(consent.Ref{}); !errors.Is(err, flow.ErrUnfounded) {
		t.Errorf("before there is one: %v", err)
	}
	first := declare(t, k, "Robin Example")
	o := r.brings(t, k)
	if !o.IsOffice() || o.ProductionID() != k.ProductionID() {
		t.Fatal("it is no office of the production")
	}
	carried(t, k, o)
	var line flow.ConsentLine
	until(t, "the office to say it holds the consent", func() bool {
		var err error
		line, err = o.Consent(first)
		return err == nil && !line.Consent.ReceivedAt.IsZero()
	})
	carried(t, o, k)
	back, err := k.Consent(first)
	must(t, err)
	if back.Consent.ReceivedAt != line.Consent.ReceivedAt {
		t.Errorf("the kit knows %v, the office said %v", back.Consent.ReceivedAt, line.Consent.ReceivedAt)
	}
	if log := r.log.String(); strings.Contains(log, "Robin") || strings.Contains(log, "Havnen") {
		t.Errorf("the log tells names: %s", log)
	}
}

func TestAnOfficeDoesNotAcknowledgeItself(t *testing.T) {
	r, k := prepared(t), founded(t)
	o := r.brings(t, k)
	declare(t, k, "Robin Example")
	carried(t, k, o)
	author := k.Carried().Production.Seal.Author()
	until(t, "an acknowledgement", func() bool {
		seq, _, err := o.Carried().Store.Acknowledged(t.Context(), author)
		return err == nil && seq > 0
	})
	if seq, _, err := o.Carried().Store.Acknowledged(t.Context(), o.Carried().Production.Seal.Author()); err != nil || seq != 0 {
		t.Errorf("its own log is acknowledged up to %d, %v", seq, err)
	}
	until(t, "quiet", func() bool { said, _, err := o.Acknowledge(t.Context()); return err == nil && said == 0 })
}

func TestServesWhatItIsAskedFor(t *testing.T) {
	r, k := prepared(t, carrying), founded(t)
	r.brings(t, k)
	a := get(t, "http://"+r.at["web"]+"/healthz")
	var h struct {
		OK                  bool
		Productions, Faults int
	}
	if err := json.NewDecoder(a.Body).Decode(&h); err != nil || a.StatusCode != 200 || !h.OK || h.Productions != 1 {
		t.Errorf("healthz: %d, %+v, %v", a.StatusCode, h, err)
	}
	for path, want := range map[string]int{"/": 303, "/k": 200, "/metrics": 404, "/s/none": 404} {
		if a := get(t, "http://"+r.at["web"]+path); a.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, a.StatusCode, want)
		}
	}
	b, err := io.ReadAll(get(t, "http://"+r.at["metrics"]+"/metrics").Body)
	if err != nil || !strings.Contains(string(b), "onset_productions 1") || !strings.Contains(string(b), `onset_devices{production="`+short(k.ProductionID())+`"} 1`) {
		t.Errorf("metrics: %v\n%.2000s", err, b)
	}
	if strings.Contains(string(b), "Havnen") {
		t.Error("the metrics tell the title")
	}
	if len(r.at) != 4 {
		t.Errorf("it listens at %v", r.at)
	}
	must(t, r.stop())
	for what, at := range r.at {
		if c, err := net.Dial("tcp", strings.TrimPrefix(at, "tcp://")); err == nil {
			_ = c.Close()
			t.Errorf("%s still answers", what)
		}
	}
}

func TestACodeThatIsNotHereYet(t *testing.T) {
	r, k := prepared(t), founded(t)
	o := r.brings(t, k)
	rows, err := k.Expect(t.Context(), []flow.ExpectedDraft{{Label: "Ida's mother", Terms: "minor"}})
	must(t, err)
	home, err := k.TakeHome(t.Context(), rows[0].Consent)
	must(t, err)
	address := "http://" + r.at["web"] + "/k/" + strings.ReplaceAll(home.Code, " ", "")
	if a := get(t, address); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("before the kit has been on a network: %d", a.StatusCode)
	}
	carried(t, k, o)
	if a := get(t, address); a.StatusCode != http.StatusOK {
		t.Errorf("when it has come: %d", a.StatusCode)
	}
	if a := get(t, "http://"+r.at["web"]+"/k/NOTACODE"); a.StatusCode != http.StatusNotFound {
		t.Errorf("what is no code: %d", a.StatusCode)
	}
}

func TestOnlyThePublicNameIsAnswered(t *testing.T) {
	for _, c := range []struct {
		public, host string
		ok           bool
	}{
		{"https://set.example", "set.example", true},
		{"https://set.example", "evil.example", false},
		{"", "127.0.0.1:8080", true},
		{"", "[::1]:8080", true},
		{"", "localhost:8080", true},
		{"", "evil.example", false},
	} {
		s := &Service{o: Options{Addresses: Addresses{Public: c.public}}}
		if s.hosts()(c.host) != c.ok {
			t.Errorf("%q under %q: want %v", c.host, c.public, c.ok)
		}
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "office")
	h := openHome(t, dir)
	_, err := h.Prepare(passphrase)
	must(t, err)
	for _, public := range []string{"set.example", "ftp://set.example", "https://", "https://set.example/path", "https://a@set.example"} {
		o := options(h)
		o.Public = public
		if _, err := Open(t.Context(), o); !errors.Is(err, ErrPublic) {
			t.Errorf("%q: %v", public, err)
		}
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = taken.Close() }()
	for what, change := range map[string]func(*Options){
		"web":     func(o *Options) { o.Web = taken.Addr().String() },
		"sync":    func(o *Options) { o.Sync = "tcp://" + taken.Addr().String() },
		"join":    func(o *Options) { o.Join = taken.Addr().String() },
		"metrics": func(o *Options) { o.Metrics = taken.Addr().String() },
	} {
		o := options(h)
		change(&o)
		s, err := Open(t.Context(), o)
		must(t, err)
		var at *AddressError
		if err := s.Serve(t.Context()); !errors.As(err, &at) || !strings.HasSuffix(at.Address, taken.Addr().String()) {
			t.Errorf("%s: %v", what, err)
		}
		must(t, s.Close())
	}
	o := options(h)
	o.Cert, o.Key = filepath.Join(dir, "none"), filepath.Join(dir, "none")
	s, err := Open(t.Context(), o)
	must(t, err)
	if err := s.Serve(t.Context()); !errors.Is(err, ErrCertificate) {
		t.Errorf("without a certificate: %v", err)
	}
	must(t, s.Close())
	o.Passphrase = "another"
	if _, err := Open(t.Context(), o); !errors.Is(err, flow.ErrPassphrase) {
		t.Errorf("another passphrase: %v", err)
	}
}

func TestADamagedProductionDoesNotTakeTheOthersDown(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "office")
	h := openHome(t, dir)
	var ids []consent.Ref
	for _, title := range []string{"One", "Two"} {
		k, _, err := h.Found(t.Context(), flow.NewProduction{Title: title, Controller: "C", Contact: "c@example.org", Passphrase: passphrase, Language: "en"})
		must(t, err)
		ids = append(ids, k.ProductionID())
		if title == "One" {
			must(t, k.Close())
			must(t, os.WriteFile(filepath.Join(k.Carried().Dir, "store.db"), []byte("not a store at all"), 0o600))
			continue
		}
		must(t, k.Close())
	}
	r := serving(t, dir)
	if _, err := r.Kit(ids[0]); !errors.Is(err, flow.ErrStoreDamaged) {
		t.Errorf("the damaged one: %v", err)
	}
	k, err := r.Kit(ids[1])
	must(t, err)
	until(t, "it to be an office", k.IsOffice)
	if one, err := r.Kit(consent.Ref{}); err != nil || one != k {
		t.Errorf("the only open one: %v", err)
	}
	if a := get(t, "http://"+r.at["web"]+"/healthz"); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("healthz: %d", a.StatusCode)
	}
}
