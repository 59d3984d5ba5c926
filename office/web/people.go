package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"onset/consent"
	"onset/signer"
)

// Errors of people who use the pages.
var (
	// ErrNoUser means nobody has that address or id.
	ErrNoUser = errors.New("nobody has that address")
	// ErrUserExists means somebody has that address already.
	ErrUserExists = errors.New("somebody has that address already")
	// ErrAddress means the text is no e-mail address.
	ErrAddress = errors.New("that is not an e-mail address")
	// ErrRole means a role is none of the three.
	ErrRole = errors.New("that is not a role")
	// ErrName means a name is empty or longer than a name can be.
	ErrName = errors.New("a name has 1 to 200 characters")
	// ErrVault means what was kept of people and sessions cannot be read.
	ErrVault = errors.New("what was kept of users cannot be read")
)

// Role is what somebody may do in one production.
type Role string

// The roles, each with all that the one before may do.
const (
	Viewer        Role = "viewer"        // looks, and prints
	Producer      Role = "producer"      // takes back, restricts, invalidates, pairs and revokes
	Administrator Role = "administrator" // erases, makes users, sees who saw what
)

// Roles are all of them, the least first.
func Roles() []Role { return []Role{Viewer, Producer, Administrator} }

// allows reports whether r may do what asks for at least least.
func (r Role) allows(least Role) bool {
	have, need := slices.Index(Roles(), r), slices.Index(Roles(), least)
	return have >= 0 && need >= 0 && have >= need
}

// Vault keeps one blob of bytes, sealed. Load gives nil when nothing was saved.
type Vault interface {
	Load(ctx context.Context) ([]byte, error)
	Save(ctx context.Context, b []byte) error
}

// User is somebody who logs in.
type User struct {
	ID       consent.ID
	Name     string
	Email    string               // lower case
	Roles    map[consent.Ref]Role // by production
	Language string               // "en" or "da"; empty = the browser's
	Theme    string               // "light" or "dark"; empty = the system's
	Seen     time.Time            // last used the pages, zero = never
	Closed   bool                 // may not log in
	Given    bool                 // somebody else chose the password: another one comes first
}

// Person is the user as statements name who acts.
func (u User) Person() signer.Person { return signer.Person{ID: u.ID, Name: u.Name} }

// account is a user at rest.
type account struct {
	ID       consent.ID       `json:"id"`
	Name     string           `json:"name"`
	Email    string           `json:"email"`
	Password hashed           `json:"password"`
	Roles    map[string]Role  `json:"roles,omitempty"` // by production, hexadecimal
	Language string           `json:"language,omitempty"`
	Theme    string           `json:"theme,omitempty"`
	Uses     map[string]usage `json:"uses,omitempty"` // the question asked last, by production
	Seen     time.Time        `json:"seen,omitzero"`
	Closed   bool             `json:"closed,omitempty"`
	Given    bool             `json:"given,omitempty"`
}

// usage is the last question of the pickers.
type usage struct {
	Purpose   consent.Purpose `json:"purpose,omitempty"`
	Territory string          `json:"territory,omitempty"`
	From      consent.Date    `json:"from,omitzero"`
	Until     consent.Date    `json:"until,omitzero"`
}

const bookVersion = 1

// book is what the vault holds.
type book struct {
	V        int       `json:"v"`
	Users    []account `json:"users"`
	Sessions []session `json:"sessions,omitempty"`
}

func (b book) clone() book {
	b.Users, b.Sessions = slices.Clone(b.Users), slices.Clone(b.Sessions)
	for i := range b.Users {
		b.Users[i].Roles, b.Users[i].Uses = maps.Clone(b.Users[i].Roles), maps.Clone(b.Users[i].Uses)
	}
	return b
}

// People are those who may log in. Its methods may be called from many
// goroutines; those that change something return after the vault has it.
type People struct {
	vault Vault
	now   func() time.Time
	rand  io.Reader
	cost  cost
	decoy hashed        // what an unknown address is compared with
	slots chan struct{} // a hash takes tens of megabytes: few at once

	mu   sync.Mutex
	book book
}

// hashesAtOnce bounds the memory that logging in may take.
const hashesAtOnce = 2

// OpenPeople reads who may log in. ErrVault when it cannot be read.
func OpenPeople(ctx context.Context, v Vault, now func() time.Time, rand io.Reader) (*People, error) {
	return openPeople(ctx, v, now, rand, usual)
}

func openPeople(ctx context.Context, v Vault, now func() time.Time, rand io.Reader, c cost) (*People, error) {
	p := &People{vault: v, now: now, rand: rand, cost: c, slots: make(chan struct{}, hashesAtOnce)}
	b, err := v.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("open users: %w", err)
	}
	if len(b) > 0 && (json.Unmarshal(b, &p.book) != nil || p.book.V != bookVersion) {
		return nil, fmt.Errorf("open users: %w", ErrVault)
	}
	p.book.V = bookVersion
	if p.decoy, err = hash("nobody has this password", c, rand); err != nil {
		return nil, err
	}
	return p, nil
}

// change saves what f makes of the book; nothing changes when f or the vault fails.
func (p *People) change(ctx context.Context, f func(*book) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := p.book.clone()
	if err := f(&next); err != nil {
		return err
	}
	b, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("keep users: %w", err)
	}
	if err := p.vault.Save(ctx, b); err != nil {
		return fmt.Errorf("keep users: %w", err)
	}
	p.book = next
	return nil
}

// Add makes a user without a role. ErrAddress, ErrName, ErrPassword, ErrUserExists.
func (p *People) Add(ctx context.Context, name, email, password string) (User, error) {
	a := account{Name: strings.TrimSpace(name)}
	var err error
	if a.Email, err = address(email); err != nil {
		return User{}, err
	}
	if a.Name == "" || len(a.Name) > 200 {
		return User{}, ErrName
	}
	if a.Password, err = p.hash(ctx, password); err != nil {
		return User{}, err
	}
	if a.ID, err = consent.NewID(p.rand); err != nil {
		return User{}, fmt.Errorf("add a user: %w", err)
	}
	err = p.change(ctx, func(b *book) error {
		if b.byEmail(a.Email) != nil {
			return ErrUserExists
		}
		b.Users = append(b.Users, a)
		return nil
	})
	if err != nil {
		return User{}, err
	}
	return a.user(), nil
}

// address reads a bare e-mail address.
func address(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	m, err := mail.ParseAddress(s)
	if err != nil || m.Address != s || len(s) > 254 {
		return "", ErrAddress
	}
	return s, nil
}

// Remove takes a user away, with all sessions. ErrNoUser.
func (p *People) Remove(ctx context.Context, id consent.ID) error {
	return p.change(ctx, func(b *book) error {
		if b.byID(id) == nil {
			return ErrNoUser
		}
		b.Users = slices.DeleteFunc(b.Users, func(a account) bool { return a.ID == id })
		b.endAll(id)
		return nil
	})
}

// SetPassword gives a user another password and ends all sessions. ErrNoUser, ErrPassword.
func (p *People) SetPassword(ctx context.Context, id consent.ID, password string) error {
	return p.setPassword(ctx, id, password, false)
}

// setPassword notes whether it was somebody else who chose it.
func (p *People) setPassword(ctx context.Context, id consent.ID, password string, given bool) error {
	h, err := p.hash(ctx, password)
	if err != nil {
		return err
	}
	return p.change(ctx, func(b *book) error {
		a := b.byID(id)
		if a == nil {
			return ErrNoUser
		}
		a.Password, a.Given = h, given
		b.endAll(id)
		return nil
	})
}

// SetRole gives a user a role in a production; an empty one takes it away.
// ErrNoUser, ErrRole.
func (p *People) SetRole(ctx context.Context, id consent.ID, production consent.Ref, r Role) error {
	if r != "" && !slices.Contains(Roles(), r) {
		return ErrRole
	}
	return p.change(ctx, func(b *book) error {
		a := b.byID(id)
		if a == nil {
			return ErrNoUser
		}
		a.setRole(production, r)
		return nil
	})
}

// setLook keeps how a user wants the pages.
func (p *People) setLook(ctx context.Context, id consent.ID, language, theme string) error {
	return p.change(ctx, func(b *book) error {
		a := b.byID(id)
		if a == nil {
			return ErrNoUser
		}
		a.Language, a.Theme = language, theme
		return nil
	})
}

// lastUse is the question a user asked last in a production.
func (p *People) lastUse(id consent.ID, production consent.Ref) usage {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.book.byID(id); a != nil {
		return a.Uses[production.String()]
	}
	return usage{}
}

func (p *People) keepUse(ctx context.Context, id consent.ID, production consent.Ref, u usage) error {
	if p.lastUse(id, production) == u {
		return nil
	}
	return p.change(ctx, func(b *book) error {
		a := b.byID(id)
		if a == nil {
			return ErrNoUser
		}
		if a.Uses == nil {
			a.Uses = map[string]usage{}
		}
		a.Uses[production.String()] = u
		return nil
	})
}

// List are all users by name.
func (p *People) List() []User {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]User, 0, len(p.book.Users))
	for i := range p.book.Users {
		out = append(out, p.book.Users[i].user())
	}
	slices.SortFunc(out, func(a, b User) int { return strings.Compare(a.Name+"\n"+a.Email, b.Name+"\n"+b.Email) })
	return out
}

// Find is the user with an address or a full id. ErrNoUser.
func (p *People) Find(text string) (User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.book.byEmail(strings.ToLower(strings.TrimSpace(text)))
	if a == nil {
		if id, err := consent.ParseID(text); err == nil {
			a = p.book.byID(id)
		}
	}
	if a == nil {
		return User{}, ErrNoUser
	}
	return a.user(), nil
}

// hash waits for its turn.
func (p *People) hash(ctx context.Context, password string) (hashed, error) {
	if err := checkPassword(password); err != nil {
		return hashed{}, err
	}
	leave, err := p.turn(ctx)
	if err != nil {
		return hashed{}, err
	}
	defer leave()
	return hash(password, p.cost, p.rand)
}

func (p *People) turn(ctx context.Context) (leave func(), err error) {
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// check finds the user whom address and password fit. It takes as long for an
// address that nobody has.
func (p *People) check(ctx context.Context, email, password string) (User, bool, error) {
	leave, err := p.turn(ctx)
	if err != nil {
		return User{}, false, err
	}
	defer leave()
	p.mu.Lock()
	h, u := p.decoy, User{}
	if a := p.book.byEmail(email); a != nil && !a.Closed {
		h, u = a.Password, a.user()
	}
	p.mu.Unlock()
	return u, h.fits(password) && !u.ID.IsZero(), nil
}

func (b *book) byID(id consent.ID) *account {
	for i := range b.Users {
		if b.Users[i].ID == id {
			return &b.Users[i]
		}
	}
	return nil
}

func (b *book) byEmail(email string) *account {
	for i := range b.Users {
		if b.Users[i].Email == email {
			return &b.Users[i]
		}
	}
	return nil
}

func (a *account) user() User {
	u := User{ID: a.ID, Name: a.Name, Email: a.Email, Roles: map[consent.Ref]Role{}, Language: a.Language, Theme: a.Theme, Seen: a.Seen, Closed: a.Closed, Given: a.Given}
	for text, r := range a.Roles {
		var ref consent.Ref
		if ref.UnmarshalText([]byte(text)) == nil {
			u.Roles[ref] = r
		}
	}
	return u
}
