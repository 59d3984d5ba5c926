package web

import (
	"context"
	"errors"
	"slices"

	"onset/consent"
)

// ErrLastAdministrator means a production would be left without anybody who administers it.
var ErrLastAdministrator = errors.New("the last administrator of a production")

// keepingAdministrator is SetRole for the pages: a production that has an
// administrator keeps one. ErrLastAdministrator, ErrNoUser, ErrRole.
func (p *People) keepingAdministrator(ctx context.Context, id consent.ID, production consent.Ref, r Role) error {
	if r != "" && !slices.Contains(Roles(), r) {
		return ErrRole
	}
	return p.change(ctx, func(b *book) error {
		a := b.byID(id)
		if a == nil {
			return ErrNoUser
		}
		had := b.administrators(production)
		a.setRole(production, r)
		if had > 0 && b.administrators(production) == 0 {
			return ErrLastAdministrator
		}
		return nil
	})
}

// administrators counts those who administer a production and can log in.
func (b *book) administrators(production consent.Ref) (n int) {
	for i := range b.Users {
		if a := &b.Users[i]; a.Roles[production.String()] == Administrator && !a.Closed {
			n++
		}
	}
	return n
}

// administrators counts those who administer a production and can log in.
func (p *People) administrators(production consent.Ref) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.book.administrators(production)
}

// setClosed closes a user's login, which ends all sessions, or opens it again.
// ErrNoUser, ErrLastAdministrator.
func (p *People) setClosed(ctx context.Context, id consent.ID, closed bool) error {
	return p.change(ctx, func(b *book) error {
		a := b.byID(id)
		if a == nil {
			return ErrNoUser
		}
		before := map[string]int{}
		for of, r := range a.Roles {
			if r == Administrator && !a.Closed {
				before[of] = 1
			}
		}
		a.Closed = closed
		if closed {
			b.endAll(id)
		}
		for of := range before {
			if !b.administered(of) {
				return ErrLastAdministrator
			}
		}
		return nil
	})
}

func (b *book) administered(production string) bool {
	return slices.ContainsFunc(b.Users, func(a account) bool { return a.Roles[production] == Administrator && !a.Closed })
}

// addGiven is Add with a password that the user has to change first.
func (p *People) addGiven(ctx context.Context, name, email, password string) (User, error) {
	u, err := p.Add(ctx, name, email, password)
	if err != nil {
		return u, err
	}
	u.Given = true
	return u, p.change(ctx, func(b *book) error {
		a := b.byID(u.ID)
		if a == nil {
			return ErrNoUser
		}
		a.Given = true
		return nil
	})
}

// setRole gives a role in a production; an empty one takes it away.
func (a *account) setRole(production consent.Ref, r Role) {
	if r == "" {
		delete(a.Roles, production.String())
		return
	}
	if a.Roles == nil {
		a.Roles = map[string]Role{}
	}
	a.Roles[production.String()] = r
}
