package flow

import "onset/media/probe"

// What can be wrong with a file that is registered as a clip, for who may not
// lean on the reading of files itself.
var (
	// ErrForeign means the file is not of a known format.
	ErrForeign = probe.ErrForeign
	// ErrDamaged means the file is cut short or its structure is broken.
	ErrDamaged = probe.ErrDamaged
	// ErrNoBytes means the file is empty.
	ErrNoBytes = probe.ErrEmpty
)
