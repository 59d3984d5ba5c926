package flow

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"onset/consent"
	"onset/signer"
)

// ErrEnrolment means bytes are not the proof of a device's place in this production.
var ErrEnrolment = errors.New("not a device of this production")

const (
	enrolmentMagic   = "onset enrolment 1\n"
	mostEnrolment    = 256 << 10 // of it unpacked
	mostProof        = 64        // statements
	enrolmentMessage = 64 << 10  // packed
)

// Enrolment proves this device's place in the production to one that has not
// heard of it: the statement that enrols it and those that lead back to the
// production's first. It fits a large QR code while few stand between.
func (k *Kit) Enrolment(ctx context.Context) ([]byte, error) {
	sts, err := k.proof(ctx)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(enrolmentMagic)
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, st := range sts {
		s, err := k.sealedOf(ctx, st)
		if err != nil {
			return nil, err
		}
		b := binary.AppendUvarint(nil, uint64(len(s.Payload)))
		if _, err := w.Write(append(append(b, s.Payload...), s.Signature...)); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// proof are the statements by which this device has its place, from the first on.
func (k *Kit) proof(ctx context.Context) ([]consent.Statement, error) {
	all, err := k.rosterBodies(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[consent.Ref]consent.Statement{}
	needed := map[consent.Ref]bool{k.prod.ID: true}
	for _, st := range all {
		byID[st.ID] = st
		if _, ok := st.Body.(*signer.ProductionRoot); ok {
			needed[st.ID] = true
		}
	}
	wanted, seen := []consent.Ref{k.prod.Seal.Author()}, map[consent.Ref]bool{}
	for len(wanted) > 0 {
		author := wanted[0]
		wanted = wanted[1:]
		d, ok := k.store.Roster().Device(author)
		if seen[author] || !ok {
			continue
		}
		seen[author] = true
		for _, id := range d.EnrolledBy {
			needed[id] = true
			wanted = append(wanted, byID[id].Author)
		}
	}
	for id := range needed {
		if st, ok := byID[id]; ok && !seen[st.Author] {
			wanted = append(wanted, st.Author) // of those that passed root on
		}
	}
	out := slices.DeleteFunc(all, func(st consent.Statement) bool { return !needed[st.ID] })
	if len(out) > mostProof {
		return nil, fmt.Errorf("enrolment: %w", ErrTooLong)
	}
	slices.SortFunc(out, func(a, b consent.Statement) int {
		return firstIf(b.ID == k.prod.ID, a.ID == k.prod.ID)
	})
	return out, nil
}

// TakeEnrolment takes what another device shows of itself. ErrEnrolment when it
// does not prove a place in this production.
func (k *Kit) TakeEnrolment(ctx context.Context, b []byte) error {
	sealed, err := readEnrolment(b)
	if err != nil {
		return err
	}
	own, err := k.rosterStatements(ctx)
	if err != nil {
		return err
	}
	before, _, err := provenRoster(k.prod.ID, own)
	if err != nil {
		return err
	}
	after, sts, err := provenRoster(k.prod.ID, slices.Concat(own, sealed))
	if err != nil {
		return ErrEnrolment
	}
	for _, st := range sts[len(own):] {
		if !ofRoster(st.Body) {
			return ErrEnrolment
		}
	}
	known, proven := len(before.Devices()), len(after.Devices())
	if proven == known && !k.knowsAll(sts[len(own):]) {
		return ErrEnrolment
	}
	_, err = k.store.Take(ctx, sealed, nil)
	return err
}

// knowsAll reports whether the statements enrol only devices that are known: to
// be shown the same thing twice is no fault.
func (k *Kit) knowsAll(sts []consent.Statement) bool {
	for _, st := range sts {
		if b, ok := st.Body.(*signer.DeviceEnrolled); ok {
			if _, known := k.store.Roster().Device(b.Device); !known {
				return false
			}
		}
	}
	return len(sts) > 0
}

// readEnrolment unpacks what Enrolment packed. ErrEnrolment for anything else.
func readEnrolment(b []byte) ([]signer.Sealed, error) {
	packed, ok := bytes.CutPrefix(b, []byte(enrolmentMagic))
	if !ok || len(packed) > enrolmentMessage {
		return nil, ErrEnrolment
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), mostEnrolment+1))
	if err != nil || len(plain) > mostEnrolment {
		return nil, ErrEnrolment
	}
	const signature = 64
	var out []signer.Sealed
	for len(plain) > 0 {
		n, size := binary.Uvarint(plain)
		if size <= 0 || n > uint64(len(plain)) || uint64(len(plain)-size) < n+signature || len(out) == mostProof {
			return nil, ErrEnrolment
		}
		payload := plain[size : size+int(n)]
		plain = plain[size+int(n):]
		out = append(out, signer.Sealed{ID: signer.StatementID(payload), Payload: payload, Signature: plain[:signature]})
		plain = plain[signature:]
	}
	if len(out) == 0 {
		return nil, ErrEnrolment
	}
	return out, nil
}
