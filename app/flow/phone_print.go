package flow

import (
	"context"

	"onset/consent"
)

// PosterPage is the poster of a crowd as a page to print, for one of the board's links.
func (k *Kit) PosterPage(ctx context.Context, link PhoneLink) ([]byte, error) { return nil, nil }

// ReceiptPage is a receipt as a page to print; empty lang is the one that was signed in.
func (k *Kit) ReceiptPage(ctx context.Context, id consent.ID, lang string) ([]byte, error) {
	return nil, nil
}

// TakeHomeCards are the take-home codes of these consents as a page to cut up.
// Those that wait for nobody are left out.
func (k *Kit) TakeHomeCards(ctx context.Context, ids []consent.ID) ([]byte, error) { return nil, nil }
