package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"onset/consent"
)

// DraftFor is how long an interrupted signing can be gone on with.
const DraftFor = 24 * time.Hour

// draft is a signing on the disk.
type draft struct {
	Began    time.Time                                          `json:"began"`
	By       string                                             `json:"by"`
	Step     Step                                               `json:"step"`
	Language string                                             `json:"language"`
	Text     consent.Ref                                        `json:"text"`  // the text shown
	First    consent.Ref                                        `json:"first"` // the one it began with
	Person   consent.ID                                         `json:"person"`
	Request  consent.ID                                         `json:"request"`
	Answers  map[consent.Ref]map[consent.Purpose]consent.Answer `json:"answers"` // by text
	Fields   SigningFields                                      `json:"fields"`
	ClockOK  bool                                               `json:"clock_ok"`
}

// DraftLine tells of an interrupted signing nothing that was typed.
type DraftLine struct {
	Terms string // key
	Began time.Time
	By    string // crew name
	Step  Step
}

func (k *Kit) keepDraft(ctx context.Context, d draft) error {
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return k.store.PutLocal(ctx, Local{Name: localDraft, Value: b})
}

// forgetDraft deletes the draft. One that cannot be deleted dies by itself.
func (k *Kit) forgetDraft(ctx context.Context, clockOK bool) {
	ctx = context.WithoutCancel(ctx)
	_ = k.store.DeleteLocal(ctx, localDraft)
	if clockOK {
		k.mu.Lock()
		k.sure = true
		k.mu.Unlock()
	}
	_ = k.markUsed(ctx)
}

// readDraft finds a draft that is alive, and deletes one that is not.
func (k *Kit) readDraft(ctx context.Context) (draft, bool) {
	var d draft
	b := k.local(ctx, localDraft)
	if b == nil {
		return d, false
	}
	age := 2 * DraftFor
	if json.Unmarshal(b, &d) == nil {
		age = k.now().Sub(d.Began)
	}
	k.mu.Lock()
	known := k.texts.byRef[d.Text] != nil && k.texts.byRef[d.First] != nil
	k.mu.Unlock()
	if !known || age > DraftFor || age < -DraftFor {
		_ = k.store.DeleteLocal(context.WithoutCancel(ctx), localDraft)
		return d, false
	}
	return d, true
}

// Draft tells of an interrupted signing.
func (k *Kit) Draft() (DraftLine, bool) {
	k.signing.Lock()
	defer k.signing.Unlock()
	d, ok := k.readDraft(k.life)
	if !ok {
		return DraftLine{}, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return DraftLine{Terms: k.texts.byRef[d.Text].Key, Began: d.Began, By: d.By, Step: d.Step}, true
}

// Resume goes on with it when it is the same person; otherwise it is forgotten
// and a new one begins with the same text. ErrNoDraft.
func (k *Kit) Resume(ctx context.Context, same bool) (*Signing, error) {
	k.signing.Lock()
	d, ok := k.readDraft(ctx)
	k.signing.Unlock()
	if !ok {
		return nil, fmt.Errorf("resume signing: %w", ErrNoDraft)
	}
	if same {
		return &Signing{k: k, d: d}, nil
	}
	k.mu.Lock()
	key := k.texts.byRef[d.First].Key
	k.mu.Unlock()
	return k.Begin(ctx, SigningStart{Terms: key, Language: d.Language})
}
