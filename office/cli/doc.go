// Package cli are the commands of the central service. What the field kit has
// a command for is run by the kit's own; a command that finds the service
// running is carried out by it.
package cli
