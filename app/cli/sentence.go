package cli

import (
	"context"
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"syscall"

	"onset/app/flow"
	"onset/assets"
	"onset/consent"
	"onset/media"
	"onset/media/probe"
)

// saying is an error and the text for it.
type saying struct {
	err error
	key string
}

// ofHome are sentences about the folder as a whole; the file does not matter.
var ofHome = []saying{
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
	{flow.ErrOwned, "error.in_use"},
	{flow.ErrOwnerLost, "error.owner_lost"},
	{context.Canceled, "error.cancelled"},
}

// sentences are said besides what they are about. An error that is in neither
// table is said in its own words.
var sentences = []saying{
	{flow.ErrPassphrase, "error.passphrase"},
	{flow.ErrRecoveryTypo, "error.recovery_code"},
	{flow.ErrKeyringDamaged, "error.keyring_damaged"},
	{flow.ErrPassphraseEmpty, "error.passphrase_empty"},
	{flow.ErrRecoveryCode, "error.recovery_code"},
	{flow.ErrPIN, "error.pin"},
	{flow.ErrPINForm, "error.pin_form"},
	{flow.ErrOwnerLocked, "error.locked"},
	{flow.ErrNotEmpty, "error.exists"},
	{flow.ErrWhichProduction, "error.which_production"},
	{flow.ErrTypo, "error.id_typo"},
	{flow.ErrAmbiguous, "error.ambiguous"},
	{flow.ErrNotFound, "error.not_found"},
	{flow.ErrTerms, "error.no_terms"},
	{flow.ErrLanguage, "error.no_language"},
	{flow.ErrPurpose, "error.no_purpose"},
	{flow.ErrCannotSign, "error.relation"},
	{flow.ErrClockDoubt, "error.clock"},
	{flow.ErrInkEmpty, "error.ink_empty"},
	{flow.ErrInkDot, "error.ink_dot"},
	{flow.ErrInkAbsurd, "error.ink_absurd"},
	{flow.ErrEmptyField, "error.incomplete"},
	{flow.ErrInk, "error.ink_empty"},
	{flow.ErrTooLong, "error.too_large"},
	{flow.ErrAsked, "error.not_listed"},
	{flow.ErrNothingHeld, "error.nothing_held"},
	{flow.ErrNotReadable, "error.not_readable"},
	{flow.ErrErased, "error.erased"},
	{flow.ErrNotAllowed, "error.not_allowed"},
	{flow.ErrList, "error.list"},
	{assets.ErrNoLanguage, "error.no_language"},
	{flow.ErrReason, "error.reason"},
	{flow.ErrNoCamera, "error.no_camera"},
	{flow.ErrNotAFile, "error.not_a_file"},
	{flow.ErrChanging, "error.changing"},
	{flow.ErrPhoto, "error.photo"},
	{flow.ErrNoScene, "error.no_scene"},
	{flow.ErrNoTime, "error.no_time"},
	{flow.ErrUndo, "error.undo"},
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

// sentence says an error in one sentence, with the argument it is about.
func (p *program) sentence(err error) string {
	for _, s := range ofHome {
		if errors.Is(err, s.err) {
			return p.words.T(s.key)
		}
	}
	var arg *argError
	if errors.As(err, &arg) {
		return arg.arg + ": " + p.sentence(arg.err)
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Path + ": " + p.plain(path.Err)
	}
	var count *countError
	if errors.As(err, &count) {
		return p.words.T("cli.args", "use", count.use)
	}
	var list *flow.ListError
	if errors.As(err, &list) && list.Line == 0 {
		return p.words.T("error.list_whole", "what", p.words.T("error.list."+list.Key))
	}
	if list != nil {
		return p.words.T("error.list_line", "line", list.Line, "what", p.words.T("error.list."+list.Key))
	}
	var lack *flow.IncompleteError
	if errors.As(err, &lack) {
		return p.words.T("error.missing", "what", strings.Join(p.lacks(lack.Lacks), ", "))
	}
	return p.plain(err)
}

func (p *program) plain(err error) string {
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return p.words.T(s.key)
		}
	}
	return err.Error()
}

func (p *program) lacks(ls []flow.Lack) []string {
	out := make([]string, 0, len(ls))
	for _, l := range ls {
		s := p.words.T("lack." + l.Key)
		if l.Count > 1 {
			s += " (" + strconv.Itoa(l.Count) + ")"
		}
		out = append(out, s)
	}
	return out
}
