// Package sync carries statements and clips between devices until both sides
// have them. What arrives as files is only a hint: a file counts if its name's
// hash, every seal and its author hold, and nothing that happens to a file
// takes anything away from a store.
package sync
