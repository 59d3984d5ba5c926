package cli

import (
	"errors"

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
	{office.ErrCertificate, "office.error.certificate"},
	{web.ErrVault, "office.error.users"},
}

// sentence says an error in one sentence.
func (p *program) sentence(err error) string {
	var at *office.AddressError
	if errors.As(err, &at) {
		return p.Words.T("office.error.listen", "address", at.Address)
	}
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return p.Words.T(s.key)
		}
	}
	return p.Sentence(err)
}
