package office

import (
	"context"
	"net/http"

	"onset/office/web"
)

// usersFile holds who may log in, sealed.
const usersFile = "users"

// producers are the pages behind the login.
func (s *Service) producers() (http.Handler, error) {
	return s.producersPages()
}

func (s *Service) producersPages() (*web.Web, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.web != nil {
		return s.web, nil
	}
	w, err := web.New(web.Options{
		Productions: s.productions, Vault: s.o.Home.SealedFile(usersFile),
		Now: s.o.Now, Rand: s.o.Rand, Log: s.o.Log, Public: s.o.Public, Secure: s.secure(), Source: s.source(),
	})
	if err != nil {
		return nil, err
	}
	s.web = w
	return w, nil
}

func (s *Service) productions() []web.Production {
	kits := s.Kits()
	out := make([]web.Production, len(kits))
	for i, k := range kits {
		out[i] = web.Production{Kit: k}
	}
	return out
}

// People are those who may log in to the producers' pages.
func (s *Service) People(context.Context) (*web.People, error) {
	w, err := s.producersPages()
	if err != nil {
		return nil, err
	}
	return w.People(), nil
}
