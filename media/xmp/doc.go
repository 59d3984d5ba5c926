// Package xmp writes consent IDs into standard metadata: into sidecars beside
// clips, and into copies that are delivered.
//
// What other programs wrote stays as it is, byte for byte, outside of the few
// properties that are ours. What we wrote into shared properties is listed in
// the packet itself, so that it can be taken back when a consent is. Ids only
// are written; names when asked for, into copies.
//
// Every packet and every file is taken to be hostile. Originals are never
// written to: who embeds hands in a copy.
package xmp
