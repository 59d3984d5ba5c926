//go:build !unix

package store

import (
	"errors"

	"onset/signer"
)

func childFill(*DB, signer.Recipient) error { return errors.ErrUnsupported }
