package flow

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"onset/assets"
	"onset/consent"
	"onset/media"
	"onset/media/offload"
	"onset/media/probe"
	"onset/media/slate"
)

// saying is an error and the text for it.
type saying struct {
	err error
	key string
}

// ofHome are sentences about the folder as a whole; the file does not matter.
var ofHome = []saying{
	{ErrFull, "error.disk_full"},
	{ErrReadOnly, "error.read_only"},
	{ErrNotAFolder, "error.not_folder"},
	{ErrKeysGone, "error.keys_gone"},
	{ErrKeyringVersion, "error.newer_version"},
	{ErrKeyringWork, "error.keyring_damaged"},
	{ErrUnfounded, "error.unfounded"},
	{ErrStoreGone, "error.store_gone"},
	{ErrStoreKey, "error.store_key"},
	{ErrStoreInUse, "error.in_use"},
	{ErrStoreVersion, "error.newer_version"},
	{ErrStoreDamaged, "error.damaged_store"},
	{ErrOwned, "error.in_use"},
	{ErrOwnerLost, "error.owner_lost"},
	{context.Canceled, "error.cancelled"},
}

// sentences are said besides what they are about.
var sentences = []saying{
	{ErrPassphrase, "error.passphrase"},
	{ErrRecoveryTypo, "error.recovery_code"},
	{ErrKeyringDamaged, "error.keyring_damaged"},
	{ErrPassphraseEmpty, "error.passphrase_empty"},
	{ErrRecoveryCode, "error.recovery_code"},
	{ErrPIN, "error.pin"},
	{ErrPINForm, "error.pin_form"},
	{ErrOwnerLocked, "error.locked"},
	{ErrNotEmpty, "error.exists"},
	{ErrWhichProduction, "error.which_production"},
	{ErrTypo, "error.id_typo"},
	{ErrAmbiguous, "error.ambiguous"},
	{ErrNotFound, "error.not_found"},
	{ErrTerms, "error.no_terms"},
	{ErrLanguage, "error.no_language"},
	{ErrPurpose, "error.no_purpose"},
	{ErrCardBusy, "error.card_busy"},
	{ErrCardEmpty, "error.card_empty"},
	{ErrCannotSign, "error.relation"},
	{ErrClockDoubt, "error.clock"},
	{ErrInkEmpty, "error.ink_empty"},
	{ErrInkDot, "error.ink_dot"},
	{ErrInkAbsurd, "error.ink_absurd"},
	{ErrEmptyField, "error.incomplete"},
	{ErrInk, "error.ink_empty"},
	{ErrTooLong, "error.too_large"},
	{ErrAsked, "error.not_listed"},
	{ErrNothingHeld, "error.nothing_held"},
	{ErrNotReadable, "error.not_readable"},
	{ErrErased, "error.erased"},
	{ErrNotAllowed, "error.not_allowed"},
	{ErrList, "error.list"},
	{assets.ErrNoLanguage, "error.no_language"},
	{ErrReason, "error.reason"},
	{ErrNoCamera, "error.no_camera"},
	{ErrNotAFile, "error.not_a_file"},
	{ErrChanging, "error.changing"},
	{ErrPhoto, "error.photo"},
	{ErrNoScene, "error.no_scene"},
	{ErrPairCode, "error.pair.code"},
	{ErrNoCodeSeen, "error.pair.no_code"},
	{ErrPairTypo, "error.pair.typo"},
	{ErrPairUnreachable, "error.pair.unreachable"},
	{ErrPairOther, "error.pair.stranger"},
	{ErrPairToken, "error.pair.token"},
	{ErrPairExpired, "error.pair.expired"},
	{ErrPairUsed, "error.pair.used"},
	{ErrPairTries, "error.pair.tries"},
	{ErrPairBusy, "error.pair.busy"},
	{ErrPairNotIn, "error.pair.not_in"},
	{ErrPairAnswer, "error.pair.answer"},
	{ErrPairUnable, "error.pair.unable"},
	{ErrPairKind, "error.pair.kind"},
	{ErrJoined, "error.pair.joined"},
	{ErrEnrolment, "error.pair.enrolment"},
	{ErrNotCertified, "error.pair.certificate"},
	{ErrNoTime, "error.no_time"},
	{ErrUndo, "error.undo"},
	{ErrExportReason, "error.export_reason"},
	{ErrExportInto, "error.export_into"},
	{ErrNoClips, "error.no_clips"},
	{ErrNoSlate, "error.no_slate"},
	{slate.ErrSlate, "error.slate"},
	{ErrListen, "error.listen"},
	{ErrWiFi, "error.wifi"},
	{ErrWebAddress, "error.web_address"},
	{consent.ErrTime, "error.time"},
	{consent.ErrTermsIncomplete, "error.terms_not_ready"},
	{media.ErrTimecode, "error.timecode"},
	{probe.ErrForeign, "error.file_foreign"},
	{probe.ErrDamaged, "error.damaged_file"},
	{probe.ErrEmpty, "error.file_empty"},
	{fs.ErrNotExist, "error.no_file"},
	{fs.ErrPermission, "error.no_permission"},
	{syscall.ENOSPC, "error.disk_full"},
	{syscall.EDQUOT, "error.disk_full"},
	{syscall.EFBIG, "error.disk_full"},
	{syscall.EROFS, "error.read_only"},
	{syscall.EISDIR, "error.is_folder"},
	{syscall.ENOTDIR, "error.no_file"},
	{syscall.ELOOP, "error.no_file"},
	{syscall.ENAMETOOLONG, "error.name_too_long"},
	{syscall.EIO, "error.disk_unreadable"},
}

// HomeSentence is the key of the sentence for an error about the home as a
// whole, where it does not matter which file or argument it came with.
func HomeSentence(err error) (key string, ok bool) { return said(ofHome, err) }

// Sentence is the key of the sentence that people read for an error, of the
// home or of one thing. It is the one table for the window and the commands.
func Sentence(err error) (key string, ok bool) {
	if key, ok = said(ofHome, err); ok {
		return key, true
	}
	if code := offload.FaultCode(err); code != "" && code != "other" {
		return "card_report.fault." + code, true
	}
	return said(sentences, err)
}

func said(table []saying, err error) (string, bool) {
	for _, s := range table {
		if errors.Is(err, s.err) {
			return s.key, true
		}
	}
	return "", false
}
