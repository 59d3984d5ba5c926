package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// hand is a participant: it taps what is on the screen, and counts.
type hand struct {
	t    *testing.T
	u    *UI
	taps int
}

func (h *hand) tap(words string) {
	h.t.Helper()
	tap(h.t, h.u, words)
	h.taps++
}

// choose taps an option of the n-th choice on the screen.
func (h *hand) choose(n int, words string) {
	h.t.Helper()
	i := 0
	c, ok := find(h.u, func(*part.Choice) bool { i++; return i == n+1 })
	if !ok {
		h.t.Fatalf("there is no choice %d", n)
	}
	var option fyne.Tappable
	walk(c, fyne.NewPos(0, 0), false, func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		if can, is := o.(fyne.Tappable); is && o != fyne.CanvasObject(c) && holds(o, words) {
			option = can
		}
	})
	if option == nil {
		h.t.Fatalf("choice %d has no %q", n, words)
	}
	test.Tap(option)
	h.taps++
}

// draw signs on the pad with one stroke.
func (h *hand) draw() {
	h.t.Helper()
	pad, ok := find(h.u, func(*part.InkPad) bool { return true })
	if !ok {
		h.t.Fatal("there is no pad")
	}
	at := func(x, y float32) desktop.MouseEvent {
		return desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary}
	}
	down := at(40, 120)
	pad.MouseDown(&down)
	for _, p := range [][2]float32{{90, 60}, {150, 130}, {220, 50}, {280, 140}} {
		pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(p[0], p[1])}, Dragged: fyne.NewDelta(50, 0)})
	}
	up := at(280, 140)
	pad.MouseUp(&up)
}

func TestAnAdultSignsInTenTapsAndOneField(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 800, 1280)
	h := &hand{t: t, u: u}
	u.goTo(atPeople)
	h.tap("Get signature")
	noError(t, u.bare.(*signing).s.SetLanguage(t.Context(), "en"))
	u.bare.(*signing).speak()
	u.bare.(*signing).turn()
	for i := range u.bare.(*signing).s.Questions() {
		h.choose(i, []string{"Yes", "No thanks"}[i%2])
	}
	h.tap("Continue")
	typeInto(t, u, "Your name", "Karen Holm Lauritsen")
	h.choose(0, "Yes")
	h.draw()
	h.tap("Sign")
	mustSay(t, u, "Thank you,", "Karen Holm Lauritsen")
	h.tap("Done")
	if h.taps > 10 {
		t.Errorf("it took %d taps, want 10 at most", h.taps)
	}
	if !k.Locked() {
		t.Error("the kit is in a participant's hands and not locked")
	}
	rows := k.People(flow.PeopleQuery{}).Rows
	if len(rows) != 1 || rows[0].Name != "Karen Holm Lauritsen" || rows[0].State != consent.WithLimits {
		t.Errorf("people are %+v", rows)
	}
}

func TestTheCrewIsAskedAfterThePIN(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	g := signingAt(t, u, "appearance", flow.StepSign)
	g.finish()
	tap(t, u, "Done")
	for _, d := range "1234" {
		u.bare.(*lockScreen).pad.Type(d)
	}
	mustSay(t, u, "Where is Karen Holm Lauritsen?")
	tap(t, u, "Was in the last 5 minutes")
	if says(u, "Where is Karen Holm Lauritsen?") {
		t.Error("the question is still there")
	}
}

func TestWhatIsMissingStandsOnTheButton(t *testing.T) {
	u := showKit(t, bareKit(t), 800, 1280)
	u.beginSigning(flow.SigningStart{Terms: "appearance", Language: "en"})
	h := &hand{t: t, u: u}
	mustSay(t, u, "5 answers to go")
	if button(t, u, "5 answers to go").Usable() {
		t.Error("it can be used")
	}
	for i := range 5 {
		h.choose(i, "No thanks")
	}
	h.tap("Continue")
	mustSay(t, u, "The name is missing")
	typeInto(t, u, "Your name", "A")
	mustSay(t, u, "18 or over?")
	h.choose(0, "Yes")
	mustSay(t, u, "The signature is missing")
}

func TestARefusalKeepsNobody(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 390, 844)
	u.beginSigning(flow.SigningStart{Terms: "appearance", Language: "en"})
	tap(t, u, "I don’t want to take part")
	mustSay(t, u, "That is fine", "Nothing about you is saved.")
	if _, ok := k.Draft(); ok {
		t.Error("a draft is still there")
	}
	if n := k.People(flow.PeopleQuery{}).All; n != 0 {
		t.Errorf("%d people are known", n)
	}
	tap(t, u, "I changed my mind")
	mustSay(t, u, "5 answers to go")
}

func TestACrashLosesNothingTyped(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	g := signingAt(t, u, "appearance", flow.StepSign)
	if len(g.s.Fields().Ink) == 0 {
		t.Fatal("no ink")
	}
	u.endBare()
	u.beginSigning(flow.SigningStart{})
	mustSay(t, u, "Same person or a new one?")
	if says(u, "Karen") {
		t.Error("what was typed is shown before anybody said who it is")
	}
	tap(t, u, "The same person: go on")
	again := u.bare.(*signing)
	if f := again.s.Fields(); f.Name != "Karen Holm Lauritsen" || len(f.Ink) == 0 || again.at != flow.StepSign {
		t.Errorf("came back at %s with %q", again.at, f.Name)
	}
	if again.ink == nil || again.ink.Empty() {
		t.Error("the ink is not on the pad")
	}
}

func TestAMinorIsSignedForAndAsked(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 800, 1280)
	g := signingAt(t, u, "minor", flow.StepChild)
	h := &hand{t: t, u: u}
	mustSay(t, u, "Now it is Oskar’s turn", "The child’s answer is missing")
	h.choose(0, "Yes, I want to")
	h.tap("Continue")
	h.draw()
	h.tap("Sign")
	mustSay(t, u, "Thank you,")
	if g.s.Step() != flow.StepReceipt {
		t.Errorf("stands at %s", g.s.Step())
	}
	if r := k.People(flow.PeopleQuery{}).Rows[0]; r.State != consent.WithLimits && r.State != consent.MayBeFilmed {
		t.Errorf("state is %s", r.State)
	}
}

func TestAMissingParentIsWaitedForAndSignsLater(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 800, 1280)
	g := signingAt(t, u, "minor", flow.StepGuardian)
	h := &hand{t: t, u: u}
	g.setAbsent(true)
	h.tap("On to Oskar’s answer")
	h.choose(0, "Yes, I want to")
	h.tap("Continue")
	h.tap("Save the answers")
	mustSay(t, u, "Almost there,", "Until then nothing is used.")
	row := k.People(flow.PeopleQuery{}).Rows[0]
	if row.State != consent.WaitingForParent || row.AnswerBy == 0 {
		t.Fatalf("state is %s, answer by %v", row.State, row.AnswerBy)
	}
	u.endBare()
	u.openPerson(row.ID)
	p := shownSheet(t, u)
	l, _ := p.declared()
	f := newFurther(u, p.s, l).(*further)
	u.showBare(f)
	f.form.g = flow.GuardianDraft{Name: "Camilla Vinther", Relation: consent.Mother, Contact: "camilla.v@post.example", Authority: true}
	h.choose(0, "Yes")
	h.choose(1, "No thanks")
	h.draw()
	h.tap("Sign")
	mustSay(t, u, "Thank you,")
	s, err := k.Person(row.ID, "en")
	noError(t, err)
	if s.State == consent.WaitingForParent {
		t.Errorf("still waiting: %+v", s.Choices)
	}
}

func TestSomeoneElseCannotSignForAChild(t *testing.T) {
	u := showKit(t, bareKit(t), 800, 1280)
	signingAt(t, u, "minor", flow.StepGuardian)
	tap(t, u, "Other")
	mustSay(t, u, "Teachers, coaches and grandparents cannot sign. A parent can sign later.")
	if b := button(t, u, "Who are you to the child?"); b.Usable() {
		t.Error("somebody else can go on")
	}
	tap(t, u, "No parent is here now")
	mustSay(t, u, "A parent answers later")
}

func TestADotIsNoSignature(t *testing.T) {
	u := showKit(t, bareKit(t), 1280, 800)
	g := signingAt(t, u, "appearance", flow.StepSign)
	g.ink.Clear()
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(50, 50)}, Button: desktop.MouseButtonPrimary}
	g.ink.MouseDown(e)
	g.ink.MouseUp(e)
	mustSay(t, u, "That is only a dot. Write your name or initials.", "The signature is missing")
}

func TestHoldingSigns(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	g := signingAt(t, u, "appearance", flow.StepSign)
	g.way(consent.Held)
	if _, ok := find(u, func(b *part.HoldButton) bool { return b == g.held }); !ok || says(u, "The signature is missing") {
		t.Fatal("the way forward is not the button that is held")
	}
	g.held.OnHeld()
	mustSay(t, u, "Thank you,")
	l := k.Consents()
	if len(l) != 1 || l[0].Consent.Method != consent.Held {
		t.Errorf("declarations are %+v", l)
	}
}

func TestTheClockIsConfirmedBeforeAnybodySigns(t *testing.T) {
	k := bareKit(t)
	k.clock.add(-30 * 24 * time.Hour)
	u := showKit(t, k, 800, 1280)
	u.beginSigning(flow.SigningStart{Terms: "appearance", Language: "en"})
	mustSay(t, u, "Is this the right time?", "14:00")
	tap(t, u, "Yes, it is right")
	mustSay(t, u, "5 answers to go")
}
