// Package media holds clips, the people tagged in them, and which uses they
// are cleared for.
package media
