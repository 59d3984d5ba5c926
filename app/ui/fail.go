package ui

import (
	"context"
	"errors"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// sentences is the one table from errors to what the crew reads. The first
// that fits is said; anything else is "error.unknown" with the details apart.
var sentences = []struct {
	err error
	key string
}{
	{flow.ErrFull, "error.disk_full"},
	{flow.ErrReadOnly, "error.read_only"},
	{flow.ErrNotAFolder, "error.not_folder"},
	{flow.ErrKeysGone, "error.keys_gone"},
	{flow.ErrKeyringVersion, "error.newer_version"},
	{flow.ErrKeyringWork, "error.keyring_damaged"},
	{flow.ErrUnfounded, "error.unfounded"},
	{flow.ErrStoreGone, "error.store_gone"},
	{flow.ErrStoreKey, "error.store_key"},
	{flow.ErrStoreInUse, "error.in_use"},
	{flow.ErrStoreVersion, "error.newer_version"},
	{flow.ErrStoreDamaged, "error.damaged_store"},
	{flow.ErrErased, "error.erased"},
	{flow.ErrPassphrase, "error.passphrase"},
	{flow.ErrPassphraseEmpty, "error.passphrase_empty"},
	{flow.ErrRecoveryCode, "error.recovery_code"},
	{flow.ErrPINForm, "error.pin_form"},
	{flow.ErrAsked, "error.not_listed"},
	{flow.ErrNothingHeld, "error.nothing_held"},
	{flow.ErrNotReadable, "error.not_readable"},
	{flow.ErrNotAllowed, "error.not_allowed"},
	{flow.ErrRecoveryTypo, "error.recovery_code"},
	{flow.ErrKeyringDamaged, "error.keyring_damaged"},
	{flow.ErrPIN, "error.pin"},
	{flow.ErrOwned, "error.in_use"},
	{flow.ErrNotEmpty, "error.exists"},
	{flow.ErrTypo, "error.id_typo"},
	{flow.ErrAmbiguous, "error.ambiguous"},
	{flow.ErrNotFound, "error.not_found"},
	{flow.ErrInkEmpty, "error.ink_empty"},
	{flow.ErrInkDot, "error.ink_dot"},
	{flow.ErrInkAbsurd, "error.ink_absurd"},
	{flow.ErrEmptyField, "error.incomplete"},
	{flow.ErrInk, "error.ink_empty"},
	{flow.ErrTooLong, "error.too_large"},
	{flow.ErrReason, "error.reason"},
	{flow.ErrNoCamera, "error.no_camera"},
	{flow.ErrNotAFile, "error.not_a_file"},
	{flow.ErrChanging, "error.changing"},
	{flow.ErrPhoto, "error.photo"},
	{flow.ErrClockDoubt, "error.clock"},
	{flow.ErrCannotSign, "error.relation"},
	{flow.ErrIncomplete, "error.incomplete"},
	{flow.ErrNoScene, "error.no_scene"},
	{flow.ErrNoTime, "error.no_time"},
	{flow.ErrUndo, "error.undo"},
	{flow.ErrList, "error.list"},
	{consent.ErrTime, "error.time"},
	{consent.ErrTermsIncomplete, "error.terms_not_ready"},
}

// sentence says an error so that the crew can act on it.
func (u *UI) sentence(err error) string {
	var pin *flow.PINError
	if errors.As(err, &pin) && pin.Wait > 0 {
		return u.T("error.pin_wait", "age", u.words.Wait(pin.Wait))
	}
	var list *flow.ListError
	if errors.As(err, &list) && list.Line > 0 {
		return u.T("error.list_line", "line", list.Line, "what", u.T("error.list."+list.Key))
	}
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return u.T(s.key)
		}
	}
	return u.T("error.unknown")
}

// fail shows an error as a dialog: what happened and what is safe.
func (u *UI) fail(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	d := &part.Dialog{Title: u.T("error.title"), Sentence: u.sentence(err)}
	d.Actions = []*part.Button{part.NewButton(u.T("button.ok"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}
