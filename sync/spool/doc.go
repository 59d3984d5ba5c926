// Package spool turns statements and blobs into write-once files and back. A
// file's name holds the hash of its bytes, so that a copy that differs is not
// the file; its content is encrypted to the production's set. FORMAT.md §7 has
// the bytes.
package spool
