// Package office is the central service: it holds the productions of a home
// open, has them carried, acknowledges what arrives, reads clips back and keeps
// them, and serves the producers' and the signing page.
package office
