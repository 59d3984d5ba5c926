// Package cli is the kit's commands, for data wranglers and scripts. It stands
// on the same flows as the window and has no screen of its own.
package cli
