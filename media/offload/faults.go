package offload

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// What can go wrong with one file of a card. The other files go on.
var (
	// ErrVanished means a file was on the card when it was walked and is not now.
	ErrVanished = errors.New("the file is no longer on the card")
	// ErrChanged means a file is not, or while it was read ceased to be, what it was when the card was walked.
	ErrChanged = errors.New("the file changed on the card")
	// ErrUnreadable means the card does not give a file's bytes.
	ErrUnreadable = errors.New("the card cannot read the file")
	// ErrTaken means another file of this name is at the destination. It is never overwritten.
	ErrTaken = errors.New("a different file of this name is there")
	// ErrReadBack means a copy, read again, is not what was written or recorded.
	ErrReadBack = errors.New("the copy does not agree with the original")
	// ErrAltered means the card's own manifest records another checksum than the file has.
	ErrAltered = errors.New("the file does not agree with the manifest on the card")
	// ErrName means the destination cannot hold a file of this name or size.
	ErrName = errors.New("the destination cannot hold this file")
)

// What ends the work on one destination. The other destinations go on.
var (
	// ErrFull means the disk has no room left.
	ErrFull = errors.New("the disk is full")
	// ErrPulled means the disk is gone or does not answer any more.
	ErrPulled = errors.New("the disk is gone")
	// ErrUnfinished means an interrupted offload has to be finished before a folder gets another generation.
	ErrUnfinished = errors.New("an offload into this folder was interrupted")
	// ErrBusy means another offload writes to the same folder.
	ErrBusy = errors.New("another offload is at work in this folder")
	// ErrDenied means the folder cannot be written to.
	ErrDenied = errors.New("the folder cannot be written to")
)

// What ends an offload, or keeps it from beginning.
var (
	// ErrNoRoom means the card does not fit somewhere: nothing was written.
	ErrNoRoom = errors.New("there is not enough room")
	// ErrInside means a destination lies on the card, the card in a destination, or one destination in another.
	ErrInside = errors.New("the folders lie inside each other")
	// ErrNoDestination means there is nowhere to copy to.
	ErrNoDestination = errors.New("no destination")
	// ErrCardGone means the card was pulled. What is copied is kept.
	ErrCardGone = errors.New("the card is gone")
)

func isAny(err error, of []error) bool {
	return slices.ContainsFunc(of, func(e error) bool { return errors.Is(err, e) })
}

// diskFault tells what ends a destination from what only spoils one file; nil
// for the latter. A disk that lost its scratch folder is gone.
func diskFault(d disk, err error) error {
	switch {
	case isAny(err, fullErrors):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case isAny(err, goneErrors):
		return fmt.Errorf("%w: %w", ErrPulled, err)
	}
	if _, gone := d.stat(scratch); gone != nil {
		return fmt.Errorf("%w: %w", ErrPulled, err)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: %w", ErrDenied, err)
	}
	return nil
}
