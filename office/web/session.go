package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"onset/consent"
)

const (
	idleEnd     = 2 * time.Hour
	absoluteEnd = 12 * time.Hour
	touchEvery  = 5 * time.Minute // how exactly the last use is kept
	tokenSize   = 32
	maxSessions = 20 // of one user; the oldest ends
)

// session is one login at rest. The token is in the browser alone.
type session struct {
	Hash  string     `json:"hash"` // SHA-256 of the token, hexadecimal
	User  consent.ID `json:"user"`
	Began time.Time  `json:"began"`
	Used  time.Time  `json:"used"`
}

func (s *session) over(now time.Time) bool {
	return now.Sub(s.Used) >= idleEnd || now.Sub(s.Began) >= absoluteEnd || s.Began.After(now.Add(time.Minute))
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// begin makes a session with a token that nobody has seen, and ends the one
// that the browser came with.
func (p *People) begin(ctx context.Context, user consent.ID, before string) (token string, err error) {
	b := make([]byte, tokenSize)
	if _, err := io.ReadFull(p.rand, b); err != nil {
		return "", fmt.Errorf("begin a session: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	now := p.now()
	err = p.change(ctx, func(b *book) error {
		a := b.byID(user)
		if a == nil || a.Closed {
			return ErrNoUser
		}
		a.Seen = now
		gone := tokenHash(before)
		b.Sessions = slices.DeleteFunc(b.Sessions, func(s session) bool { return s.over(now) || s.Hash == gone })
		b.keepNewest(user)
		b.Sessions = append(b.Sessions, session{Hash: tokenHash(token), User: user, Began: now, Used: now})
		return nil
	})
	return token, err
}

// keepNewest leaves room for one more session of a user.
func (b *book) keepNewest(user consent.ID) {
	n := 0
	for i := len(b.Sessions) - 1; i >= 0; i-- {
		if b.Sessions[i].User != user {
			continue
		}
		if n++; n >= maxSessions {
			b.Sessions = slices.Delete(b.Sessions, i, i+1)
		}
	}
}

// who finds whose session a token is; where it was used by a person, notes that it was.
func (p *People) who(ctx context.Context, token string, used bool) (User, bool) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenSize) {
		return User{}, false
	}
	want, now := tokenHash(token), p.now()
	p.mu.Lock()
	i := slices.IndexFunc(p.book.Sessions, func(s session) bool { return s.Hash == want })
	if i < 0 || p.book.Sessions[i].over(now) {
		p.mu.Unlock()
		return User{}, false
	}
	s := p.book.Sessions[i]
	a := p.book.byID(s.User)
	if a == nil || a.Closed {
		p.mu.Unlock()
		return User{}, false
	}
	u := a.user()
	p.mu.Unlock()
	if used && now.Sub(s.Used) >= touchEvery {
		// A session whose use could not be noted ends sooner: no reason to refuse the page.
		_ = p.change(ctx, func(b *book) error {
			if i := slices.IndexFunc(b.Sessions, func(s session) bool { return s.Hash == want }); i >= 0 {
				b.Sessions[i].Used = now
			}
			if a := b.byID(s.User); a != nil {
				a.Seen = now
			}
			return nil
		})
	}
	return u, true
}

// end ends one session.
func (p *People) end(ctx context.Context, token string) error {
	gone := tokenHash(token)
	return p.change(ctx, func(b *book) error {
		b.Sessions = slices.DeleteFunc(b.Sessions, func(s session) bool { return s.Hash == gone })
		return nil
	})
}

// endAll ends a user's sessions.
func (p *People) endAll(ctx context.Context, user consent.ID) error {
	return p.change(ctx, func(b *book) error {
		b.endAll(user)
		return nil
	})
}

func (b *book) endAll(user consent.ID) {
	b.Sessions = slices.DeleteFunc(b.Sessions, func(s session) bool { return s.User == user })
}

// logins counts a user's sessions.
func (p *People) logins(user consent.ID) (n int) {
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.book.Sessions {
		if s := &p.book.Sessions[i]; s.User == user && !s.over(now) {
			n++
		}
	}
	return n
}

// cookieName is bound to this host alone where the pages are behind https.
func (w *Web) cookieName() string {
	if w.o.Secure {
		return "__Host-onset"
	}
	return "onset"
}

func (w *Web) token(r *http.Request) string {
	c, err := r.Cookie(w.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie hands a token to the browser; an empty one takes it away.
func (w *Web) setCookie(rw http.ResponseWriter, token string) {
	c := &http.Cookie{
		Name: w.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: w.o.Secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int(absoluteEnd / time.Second),
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(rw, c)
}
