package cli

import (
	"errors"

	"onset/app/flow"
	"onset/app/say"
	"onset/office"
	"onset/office/web"
)

// sentences are what the service says of its own errors.
var sentences = []struct {
	err error
	key string
}{
	{office.ErrPublic, "office.error.public"},
	{office.ErrNotServing, "office.error.not_serving"},
	{flow.ErrUnfounded, "office.error.no_production"},
	{office.ErrBackups, "office.error.backups"},
	{office.ErrNoCopy, "office.error.no_copy"},
	{office.ErrCertificate, "office.error.certificate"},
	{web.ErrVault, "office.error.users"},
	{web.ErrNoUser, "office.error.no_user"},
	{web.ErrUserExists, "office.users.exists"},
	{web.ErrAddress, "office.users.email.wrong"},
	{web.ErrName, "office.users.name.wrong"},
	{web.ErrPassword, "office.password.rule"},
	{web.ErrLastAdministrator, "office.users.last"},
	{flow.ErrOwned, "office.error.owned"},
}

// sentence says an error in one sentence.
func (p *program) sentence(err error) string {
	var at *office.AddressError
	if errors.As(err, &at) {
		return p.Words.T("office.error.listen", "address", at.Address)
	}
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return p.about(err, p.Words.T(s.key))
		}
	}
	return p.Sentence(err)
}

// about puts the argument that an error is about before what is said of it.
func (p *program) about(err error, said string) string {
	var arg *say.ArgError
	if errors.As(err, &arg) {
		return arg.Arg + ": " + said
	}
	return said
}
