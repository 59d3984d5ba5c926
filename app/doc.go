// Package app assembles the field kit from its parts: where its home lies, how
// a terminal asks for a secret, how much room is left. The main package adds
// the store and the window.
package app
