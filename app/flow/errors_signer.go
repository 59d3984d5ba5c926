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
	// ErrPassphraseEmpty means no passphrase was typed.
	ErrPassphraseEmpty = signer.ErrPassphraseEmpty
	// ErrPINForm means a PIN is not four to twelve digits.
	ErrPINForm = signer.ErrPINForm
	// ErrKeyringDamaged means the file with the keys cannot be read.
	ErrKeyringDamaged = signer.ErrKeyringDamaged
	// ErrKeyringWork means the file with the keys asks for more work than a tablet can do; no kit writes such a file.
	ErrKeyringWork = signer.ErrWorkFactor
	// ErrKeyringVersion means a newer build wrote the file with the keys.
	ErrKeyringVersion = signer.ErrKeyringVersion
	// ErrNotAllowed means this device may not say that.
	ErrNotAllowed = signer.ErrRank
	// ErrInkEmpty means nothing was drawn.
	ErrInkEmpty = signer.ErrInkEmpty
	// ErrInkDot means only a dot was drawn.
	ErrInkDot = signer.ErrInkDot
	// ErrInkAbsurd means the drawing cannot be a signature.
	ErrInkAbsurd = signer.ErrInkAbsurd
)
