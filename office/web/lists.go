package web

import (
	"sync"

	"onset/consent"
)

// lists remembers the filters that a user last had on a list, so that the way
// back from a row leads to where they came from. A restart forgets them.
type lists struct {
	mu sync.Mutex
	at map[listKey]string
}

type listKey struct {
	user       consent.ID
	production consent.Ref
	list       string
}

// maxLists bounds what is remembered; beyond it all is forgotten.
const maxLists = 10000

func (l *lists) keep(k listKey, address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at == nil || len(l.at) >= maxLists {
		l.at = map[listKey]string{}
	}
	l.at[k] = address
}

func (l *lists) last(k listKey) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at[k]
}

// maxAddress is how long an address may be to be remembered.
const maxAddress = 1000

// keepList remembers the visit's address as the way back to a list.
func (v *visit) keepList(list string) {
	q := v.r.URL.Query()
	q.Del("done")
	if to := v.at(q); len(to) <= maxAddress {
		v.web.lists.keep(listKey{v.user.ID, v.prod.Kit.ProductionID(), list}, to)
	}
}

// list is the way back to a list.
func (v *visit) list(name string) string {
	if to := v.web.lists.last(listKey{v.user.ID, v.prod.Kit.ProductionID(), name}); to != "" {
		return to
	}
	return v.path(name)
}
