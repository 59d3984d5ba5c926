// Package signer seals statements so that any later change shows, opens them
// only if the seal holds, and knows who may state what. It is the only place
// with private keys: the keyring, the blobs and every file that leaves the
// device go through it. docs/FORMAT.md describes its bytes, docs/THREATS.md
// what it protects and what it does not.
package signer
