package flow

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"onset/signer"
	"onset/signer/join"
	"onset/signer/page"
)

// SyncKey is the key this home shows others on the network. It is made when
// there is none and lasts. The home must have been opened. ErrClosed otherwise.
func (h *Home) SyncKey() (key signer.SyncKey, err error) {
	err = h.withRing(func(r *signer.Keyring) error {
		if r.Sync.IsZero() {
			made, err := signer.NewSyncKey(h.o.Rand, h.o.Now())
			if err != nil {
				return err
			}
			if err := takeSync(r, made); err != nil {
				return err
			}
		}
		key = r.Sync
		return nil
	})
	return key, err
}

// takeSync gives the keyring a key for the network, or leaves it without one
// when it cannot be saved.
func takeSync(r *signer.Keyring, key signer.SyncKey) error {
	err := r.Update(func() { r.Sync = key })
	if err != nil {
		r.Sync = signer.SyncKey{}
	}
	return err
}

// joinSeed is what this home's keys in a production come from, so that a device
// that was cut off while it joined asks again as the same device. Nobody else
// can know it: the keyring's own secret is in it.
func (h *Home) joinSeed(what string) (s signer.Seed, err error) {
	err = h.withRing(func(r *signer.Keyring) error {
		key := r.Subkey("join\x00" + what)
		s = signer.Seed(key[:signer.SeedSize])
		return nil
	})
	return s, err
}

// joinAddresses are where this device answers requests to join: those asked
// for, or all that others may reach it at, the likeliest first.
func (h *Home) joinAddresses(asked []string) ([]string, error) {
	if len(asked) > 0 {
		return asked, nil
	}
	h.mu.Lock()
	at := h.joinAt
	h.mu.Unlock()
	port := uint16(join.DefaultPort)
	if at.IsValid() {
		port = at.Port()
		if !at.Addr().IsUnspecified() {
			return []string{at.String()}, nil
		}
	}
	found, err := page.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("addresses of this device: %w", err)
	}
	var out []string
	for _, a := range page.Addresses(found) {
		if len(out) < mostAddresses {
			out = append(out, netip.AddrPortFrom(a.IP, port).String())
		}
	}
	return out, nil
}

// JoinPort is where requests to join are answered unless somebody chose another port.
const JoinPort = join.DefaultPort

// mostAddresses keeps a code short enough to be typed.
const mostAddresses = 3

// syncPort is where devices exchange statements unless somebody chose another.
const syncPort = 22000

// carriedAt turns the addresses of an invitation into those where statements
// are exchanged, where nothing better is known.
func carriedAt(listening, joined []string) []string {
	var out []string
	for _, l := range listening {
		if len(out) < mostAddresses {
			out = append(out, l)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, a := range joined {
		if host, _, err := net.SplitHostPort(a); err == nil && len(out) < mostAddresses {
			out = append(out, "tcp://"+net.JoinHostPort(host, strconv.Itoa(syncPort)))
		}
	}
	return out
}
