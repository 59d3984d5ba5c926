package signer

import (
	"crypto/hmac"
	"crypto/sha256"
)

// CheckKeys are keys that every device of the production has and nobody else,
// for digits that tell its own codes from others': one for each epoch of the
// set, the newest first. Keys of different uses say nothing of one another.
func (p *Production) CheckKeys(use string) [][]byte {
	p.mu.RLock()
	defer p.mu.RUnlock()
	out := make([][]byte, 0, len(p.Set))
	for i := len(p.Set) - 1; i >= 0; i-- {
		mac := hmac.New(sha256.New, []byte(p.Set[i].Identity.id.String()))
		mac.Write([]byte("onset check key\x00" + use))
		out = append(out, mac.Sum(nil))
	}
	return out
}
