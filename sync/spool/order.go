package spool

import (
	"cmp"
	"slices"

	"onset/consent"
	"onset/signer"
)

// inOrder sorts statements of one log by place and leaves out those that are there twice.
func inOrder(sealed []signer.Sealed) []signer.Sealed {
	type placed struct {
		seq uint64
		s   signer.Sealed
	}
	all := make([]placed, 0, len(sealed))
	seen := map[consent.Ref]bool{}
	for _, s := range sealed {
		st, err := signer.ReadHeader(s.Payload)
		if err != nil || seen[st.ID] {
			continue
		}
		seen[st.ID] = true
		all = append(all, placed{st.Seq, s})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.seq, b.seq) })
	out := make([]signer.Sealed, len(all))
	for i, p := range all {
		out[i] = p.s
	}
	return out
}
