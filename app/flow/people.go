package flow

import (
	"context"

	"onset/consent"
)

// People lists people, the most urgent first.
func (k *Kit) People(q PeopleQuery) PeopleList { return PeopleList{} }

// PersonRow is one person of a list.
func (k *Kit) PersonRow(id consent.ID) PersonRow { return PersonRow{} }

// Face is a person's small picture, nil when there is none.
func (k *Kit) Face(ctx context.Context, id consent.ID) []byte { return nil }

// Person is everything about one person; lang is the language of the questions' titles.
func (k *Kit) Person(id consent.ID, lang string) (PersonSheet, error) {
	return PersonSheet{}, errPending
}

// Consents are all declarations, the oldest first.
func (k *Kit) Consents() []ConsentLine { return nil }

// Consent is one declaration.
func (k *Kit) Consent(id consent.ID) (ConsentLine, error) { return ConsentLine{}, errPending }

// Withdrawal is what a person can take back, and what that touches.
func (k *Kit) Withdrawal(person consent.ID, lang string) (Withdrawal, error) {
	return Withdrawal{}, errPending
}

// WithdrawDraft takes back everything, or some uses, of a person or of one consent.
type WithdrawDraft struct {
	Of       consent.ID // a person or a consent
	Purposes []consent.Purpose
	Role     consent.Role // empty = the person, for a minor the guardian
	Language string
}

// Withdraw takes back. A person who took everything back is added to do-not-film.
func (k *Kit) Withdraw(ctx context.Context, d WithdrawDraft) (Receipt, error) {
	return Receipt{}, errPending
}

// Restrict sets a consent, or all of a person, aside, until a day if named.
func (k *Kit) Restrict(ctx context.Context, of consent.ID, until consent.Date) error {
	return errPending
}

// Unrestrict lifts all restrictions of a consent or person.
func (k *Kit) Unrestrict(ctx context.Context, of consent.ID) error { return errPending }

// Invalidate says that a consent should never have counted.
func (k *Kit) Invalidate(ctx context.Context, id consent.ID, reason string) error {
	return errPending
}

// RectifyDraft corrects particulars. Nil fields stay as they are.
type RectifyDraft struct {
	Of        consent.ID // a consent
	Name      *string
	Contact   *string
	Workplace *string
	Band      *string // the wrist band
	Born      *Month  // may make the age band stricter, never looser
}

// Month is a month of birth.
type Month struct{ Year, Month int }

// Rectify corrects particulars.
func (k *Kit) Rectify(ctx context.Context, d RectifyDraft) error { return errPending }

// FurtherDraft is a further party's answer to a consent: a second or absent
// guardian, the child, or the child at majority.
type FurtherDraft struct {
	Consent    consent.ID
	Role       consent.Role
	Answer     consent.Answer
	Guardian   GuardianDraft // with RoleGuardian
	Denies     []consent.Purpose
	Conditions []consent.Condition
	Method     consent.Method
	Ink        []byte // JSON of signer's ink
	Language   string
}

// SignFurther adds it.
func (k *Kit) SignFurther(ctx context.Context, d FurtherDraft) (Receipt, error) {
	return Receipt{}, errPending
}

// Avoid notes that somebody must not be filmed, or must be blurred: an unknown
// person by clothing, or a known one.
func (k *Kit) Avoid(ctx context.Context, who Clothing, kind consent.AvoidKind, person consent.ID) (consent.ID, error) {
	return consent.ID{}, errPending
}

// LiftAvoid ends all notes about a person.
func (k *Kit) LiftAvoid(ctx context.Context, person consent.ID) error { return errPending }

// NoticeDraft is a notice that was put up.
type NoticeDraft struct {
	Terms string   // key; empty = "notice"
	Langs []string // those it hangs in
	Place string
	Zone  string // where nobody is filmed
	Photo []byte // JPEG
}

// NoticeLine is one notice.
type NoticeLine struct {
	View  *consent.NoticeView
	Place string
	Zone  string
}

// Notice states that a notice is up.
func (k *Kit) Notice(ctx context.Context, d NoticeDraft) (consent.ID, error) {
	return consent.ID{}, errPending
}

// NoticeDown states that it was taken down.
func (k *Kit) NoticeDown(ctx context.Context, id consent.ID) error { return errPending }

// Notices are all, those still up first.
func (k *Kit) Notices() []NoticeLine { return nil }

// Receipt is what the participant leaves with.
func (k *Kit) Receipt(id consent.ID, lang string) (Receipt, error) { return Receipt{}, errPending }
