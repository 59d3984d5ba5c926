package flow

import "onset/signer"

// Errors of keys and signatures that reach a screen, by the names screens know.
var (
	// ErrPassphrase means the passphrase or recovery code opens nothing.
	ErrPassphrase = signer.ErrPassphrase
	// ErrRecoveryCode means a text does not look like a recovery code.
	ErrRecoveryCode = signer.ErrRecoveryCode
	// ErrRecoveryTypo means a letter of the recovery code is wrong.
	ErrRecoveryTypo = signer.ErrTypo
	// ErrKeyringDamaged means the file with the keys cannot be read.
	ErrKeyringDamaged = signer.ErrKeyringDamaged
	// ErrInkEmpty means nothing was drawn.
	ErrInkEmpty = signer.ErrInkEmpty
	// ErrInkDot means only a dot was drawn.
	ErrInkDot = signer.ErrInkDot
	// ErrInkAbsurd means the drawing cannot be a signature.
	ErrInkAbsurd = signer.ErrInkAbsurd
)
