package cli

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/media/probe"
)

// sentences is the one table from errors to what is said on stderr. An error
// that is not in it is said in its own words.
var sentences = []struct {
	err error
	key string
}{
	{flow.ErrPassphrase, "error.passphrase"},
	{flow.ErrRecoveryTypo, "error.recovery_code"},
	{flow.ErrKeyringDamaged, "error.keyring_damaged"},
	{flow.ErrPIN, "error.pin"},
	{flow.ErrOwned, "error.in_use"},
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
	{flow.ErrReason, "error.reason"},
	{flow.ErrNoCamera, "error.no_camera"},
	{flow.ErrNotAFile, "error.no_file"},
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
}

// sentence says an error in one sentence, with the argument it is about.
func (p *program) sentence(err error) string {
	var arg *argError
	if errors.As(err, &arg) {
		return arg.arg + ": " + p.sentence(arg.err)
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Path + ": " + p.plain(err)
	}
	var list *flow.ListError
	if errors.As(err, &list) {
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
