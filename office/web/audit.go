package web

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"onset/app/flow"
	"onset/consent"
)

// entry is one line of "who saw what". It names people of the production by
// their ids, so that an erased name does not live on here.
type entry struct {
	At   time.Time  `json:"at"`
	User consent.ID `json:"user"`
	Name string     `json:"name"` // of the user
	Act  string     `json:"act"`  // words in assets "office.act.*"
	Kind string     `json:"kind,omitempty"`
	Of   consent.ID `json:"of,omitzero"`
	N    int        `json:"n,omitempty"` // how many were shown
}

// auditGroup is where a day's lines are kept, in the production's own store.
func auditGroup(day consent.Date) string { return "office_audit_" + day.String() }

// note writes a line and returns after it is on the disk.
func (w *Web) note(ctx context.Context, p Production, e entry) error {
	e.At = w.o.Now().UTC()
	b, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("note who saw what: %w", err)
	}
	var salt [4]byte // a process that ran before may have been at the same number
	if _, err := io.ReadFull(w.o.Rand, salt[:]); err != nil {
		return fmt.Errorf("note who saw what: %w", err)
	}
	name := fmt.Sprintf("%s/%013d-%012d-%s", auditGroup(consent.DateOf(e.At)), e.At.UnixMilli(), w.notes.Add(1), hex.EncodeToString(salt[:]))
	if err := p.Kit.Carried().Store.PutLocal(ctx, flow.Local{Name: name, Value: b}); err != nil {
		return fmt.Errorf("note who saw what: %w", err)
	}
	return nil
}

// logged writes down what the visit is about to see or do. What cannot be
// written down is not shown and not done; the answer then is given already.
func (v *visit) logged(act, kind string, of consent.ID, n int) bool {
	err := v.web.note(v.r.Context(), v.prod, entry{User: v.user.ID, Name: v.user.Name, Act: act, Kind: kind, Of: of, N: n})
	if err == nil {
		return true
	}
	v.web.o.Log.Error("audit", "err", err)
	v.web.refuse(v, http.StatusInternalServerError, "office.error.not_logged")
	return false
}

// noted are a day's lines, the newest first.
func (w *Web) noted(ctx context.Context, p Production, day consent.Date) ([]entry, error) {
	kept, err := p.Kit.Carried().Store.Locals(ctx, auditGroup(day))
	if err != nil {
		return nil, fmt.Errorf("read who saw what: %w", err)
	}
	names := make([]string, 0, len(kept))
	for name := range kept {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(b, a) })
	out := make([]entry, 0, len(names))
	for _, name := range names {
		var e entry
		if json.Unmarshal(kept[name], &e) == nil {
			out = append(out, e)
		}
	}
	return out, nil
}
