package web

import (
	"net/http"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/consent"
)

// TestAWithdrawalThatWasSetAsideIsDecided walks both answers to it: as meant, and left.
func TestAWithdrawalThatWasSetAsideIsDecided(t *testing.T) {
	o := opened(t)
	person, declared := o.signed("Jonna Brix", consent.Film, consent.Stills)
	o.tagged(person, o.clips("A001.jpg")...)
	o.setAside(&consent.Withdrawn{Consent: declared, Purposes: []consent.Purpose{consent.Film}, Role: consent.RoleSelf})
	b := o.as(Producer)
	for _, page := range []string{"", "arrived", "devices"} {
		b.sees(o.base()+page, `class="note no loud"`, "1 thing was taken back on a device whose word does not count")
	}
	at := o.base() + "asides/" + o.aside.String()
	b.sees(o.base()+"asides", "Jonna Brix: takes back: The film", "The device is not known here.", at+"/take", at+"/leave")
	b.sees(at+"/take", "Take it as meant? Jonna Brix: takes back: The film", "It touches 1 clip.")

	b.sees(at+"/leave", "What was agreed goes on counting")
	if a := b.post(at + "/leave"); a.to() != o.base()+"asides?done=aside_leave" {
		t.Fatalf("leave: %d to %q", a.status, a.to())
	}
	if c := o.declaration(declared); len(c.Withdrawals) != 0 {
		t.Error("what was left counts")
	}
	b.sees(o.base()+"asides", "Nothing is set aside.", "1 that somebody has looked at", at+"/recall")
	if a := b.get(o.base()); strings.Contains(a.body, "loud") {
		t.Error("the overview still warns")
	}
	if a := b.post(at + "/take"); a.status != http.StatusNotFound {
		t.Errorf("one that was left is taken without being put back: %d", a.status)
	}

	b.post(at + "/recall")
	if a := b.post(at + "/take"); a.to() != o.base()+"asides?done=aside_take" {
		t.Fatalf("take: %d to %q", a.status, a.to())
	}
	if c := o.declaration(declared); len(c.Withdrawals) != 1 {
		t.Error("what was taken does not count")
	}
	history, err := o.kits[0].PersonHistory(t.Context(), person)
	must(t, err)
	for _, e := range history {
		if e.Deed == flow.PersonTookBack && e.By != o.users[Producer].ID {
			t.Errorf("it is the word of %v, not of who decided", e.By)
		}
	}
	o.as(Administrator).sees(o.base()+"audit", "Took a set-aside statement as meant", "Left a set-aside statement", "Put a statement back to decide")
}

func (o *office) declaration(id consent.ID) *consent.Consent {
	o.Helper()
	c, err := o.kits[0].Consent(id)
	must(o.T, err)
	return c.Consent
}

// TestAsidesOfNoKindAtAll holds the page over statements that only look like something.
func TestAsidesOfNoKindAtAll(t *testing.T) {
	o := opened(t)
	ids := make([]consent.ID, pageSize+1)
	bodies := make([]consent.Body, len(ids))
	for i := range ids {
		ids[i] = consent.ID{byte(i + 1)}
		bodies[i] = &consent.Requested{Consent: ids[i], Person: ids[i]}
	}
	o.setAside(append(bodies, &consent.Withdrawn{Consent: consent.ID{99}, Role: consent.RoleSelf})...)
	b := o.as(Producer)
	a := b.sees(o.base()+"asides", "Took back, not counted", "takes back: everything", "1–50 of 52")
	if strings.Index(a.body, "takes back") > strings.Index(a.body, "is expected") {
		t.Error("what takes something back does not stand first")
	}
	b.sees(o.base()+"asides?from=50", "51–52 of 52")
	at := o.base() + "asides/" + o.aside.String()
	b.sees(at+"/take", "takes back: everything")
	for _, id := range []string{"nonsense", consent.Ref{1}.String(), strings.Repeat("z", 64)} {
		for _, act := range []string{"take", "leave", "recall"} {
			if a := b.post(o.base() + "asides/" + id + "/" + act); a.status != http.StatusNotFound {
				t.Errorf("%s of %q: %d", act, id, a.status)
			}
		}
	}
}

func TestAViewerSeesAndDecidesNothing(t *testing.T) {
	o := opened(t)
	_, declared := o.signed("Jonna Brix", consent.Film)
	o.setAside(&consent.Withdrawn{Consent: declared, Role: consent.RoleSelf})
	b := o.as(Viewer)
	a := b.sees(o.base()+"asides", "Jonna Brix", "A producer decides.")
	if strings.Contains(a.body, "/take") || strings.Contains(a.body, "/leave") {
		t.Error("a viewer is offered a decision")
	}
	if a := b.post(o.base() + "asides/" + o.aside.String() + "/leave"); a.status != http.StatusForbidden {
		t.Errorf("%d", a.status)
	}
}
