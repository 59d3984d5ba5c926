// Package probe reads the facts of a clip from its file: when, with what and
// where it was recorded, and its fingerprints.
//
// Every file is taken to be hostile. Readers seek to the few bytes they need,
// never hold a whole file, spend at most a fixed budget of bytes, and hand
// back what could be read together with an error or warning codes. Formats
// are told apart by content, never by the file's name.
//
// Pictures of films come from ffmpeg, where it is installed. It runs in one
// function, is told the format that was found here, and is given nothing to
// write to but a pipe.
package probe
