package signer

import "onset/consent"

// ReadHeader reads who says a payload is theirs and its place in their log,
// without its body or seal: enough to see in whose file it belongs. The ID is
// computed. ErrMalformed for a payload whose header is not canonical.
func ReadHeader(payload []byte) (consent.Statement, error) {
	st, _, err := parseHeader(payload)
	if err != nil {
		return consent.Statement{}, err
	}
	st.ID = StatementID(payload)
	return st, nil
}
