// Package page is the one-time signing page for a phone on the local network:
// the document a phone shows, and the small encrypted exchange behind it.
//
// It knows nothing of where it runs. The field kit and the central service
// hand it their doors and their desk: a Door is what a QR code opens, a Desk is
// where answers go. What a phone and a door say to each other is in wire.go.
package page
