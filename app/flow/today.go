package flow

import (
	"context"

	"onset/consent"
)

// Today is the first screen.
func (k *Kit) Today(ctx context.Context) (TodayView, error) { return TodayView{}, errPending }

// ShootDraft are a shoot's defaults. Empty fields keep what the last shoot had.
type ShootDraft struct {
	Day      int // 0 = the next
	Unit     string
	Band     string // letter on the wrist bands; empty = the unit
	Place    string
	Terms    []string
	Language string
	CardRule string
	Change   bool // change the open shoot in place of opening the next
}

// Shoot is the open shoot.
func (k *Kit) Shoot() ShootLine { return ShootLine{} }

// Shoots are all, the newest first.
func (k *Kit) Shoots() []ShootLine { return nil }

// OpenShoot opens the next shoot, or changes the open one.
func (k *Kit) OpenShoot(ctx context.Context, d ShootDraft) (consent.ID, error) {
	return consent.ID{}, errPending
}

// TermsLine is one published text.
type TermsLine struct {
	Key       string
	Version   int
	Title     string
	Languages []string
	Minor     bool
	Signed    bool
	Starter   bool
	Purposes  []consent.Purpose // those it asks
}

// Terms are the newest versions of the published texts, titled in a language.
func (k *Kit) Terms(lang string) []TermsLine { return nil }

// PublishTerms makes a text available from now on.
func (k *Kit) PublishTerms(ctx context.Context, t consent.Terms) error { return errPending }
