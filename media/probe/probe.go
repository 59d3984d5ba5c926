package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"onset/media"
)

// What can be wrong with a file as a whole.
var (
	// ErrForeign means the file is not of a format this package knows.
	ErrForeign = errors.New("not a media file of a known format")
	// ErrDamaged means the format was recognised but the file is cut short or
	// its structure is broken. Facts read before the fault come back with it.
	ErrDamaged = errors.New("the media file is damaged")
	// ErrEmpty means the file has no bytes.
	ErrEmpty = errors.New("the file is empty")
)

// Codes of Facts.Warnings. They are stable: stored, compared and translated.
const (
	// WarnTime: a capture time is there but is not a date.
	WarnTime = "capture-time-unreadable"
	// WarnTimeEdited: the only time in the file is that of its last change.
	WarnTimeEdited = "capture-time-is-edit-time"
	// WarnExif: parts of the EXIF block are broken and were left out.
	WarnExif = "exif-damaged"
	// WarnXMP: the XMP packet is broken or too large.
	WarnXMP = "xmp-damaged"
	// WarnLocation: a position is there but is not a place on earth.
	WarnLocation = "location-unreadable"
	// WarnTimecode: a timecode track is there but cannot be read.
	WarnTimecode = "timecode-unreadable"
	// WarnDuration: the duration is not in the file, or only a part of it.
	WarnDuration = "duration-uncertain"
	// WarnBigTIFF: a TIFF with 64-bit offsets that an earlier version read,
	// which did not take facts from those. No longer given.
	WarnBigTIFF = "bigtiff-not-read"
	// WarnNoPicture: a film container without a picture track.
	WarnNoPicture = "no-picture-track"
	// WarnTail: bytes after the end of the media that belong to nothing known.
	WarnTail = "unknown-tail"
)

// Read returns what the file r of size bytes says about itself. The name is
// only used in errors. It reads a few kilobytes, seeks past everything else
// and never touches pictures or sound, except where a format says nothing of
// itself: the first and the last pictures of a transport stream, and the end of
// a film that was streamed. Errors are ErrForeign, ErrDamaged (with
// the facts that could be read), ErrEmpty, the context's, or those of r.
func Read(ctx context.Context, r io.ReaderAt, size int64, name string) (media.Facts, error) {
	facts, err := read(ctx, r, size)
	if err != nil {
		return facts, fmt.Errorf("read facts of %s: %w", name, err)
	}
	return facts, nil
}

func read(ctx context.Context, r io.ReaderAt, size int64) (media.Facts, error) {
	if size <= 0 {
		return media.Facts{}, ErrEmpty
	}
	c := &clip{}
	v := newSource(ctx, r, size).view()
	reader, err := sniff(v)
	if err != nil {
		return media.Facts{}, err
	}
	err = reader(c, v)
	return c.settle(), err
}

// reader fills a clip from a file of the format it was written for.
type reader func(c *clip, v view) error

// sniff tells the format by the first bytes.
func sniff(v view) (reader, error) {
	head, err := v.at(0, min(v.size, 16))
	if err != nil {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return readJPEG, nil
	case bytes.HasPrefix(head, []byte(pngMagic)):
		return readPNG, nil
	case bytes.HasPrefix(head, []byte(rafMagic)):
		return readRAF, nil
	case isRIFF(head):
		return readRIFF, nil
	case isEBML(head):
		return readMatroska, nil
	case isMXF(head):
		return readMXF, nil
	case isTIFF(head):
		return readTIFF, nil
	case isBMFF(head):
		return readBMFF, nil
	}
	if _, _, ok := tsShape(v); ok {
		return readTS, nil
	}
	return nil, ErrForeign
}
