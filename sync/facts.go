package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	stdsync "sync"

	"onset/consent"
)

// ErrAddress means an address is not "tcp://host:port".
var ErrAddress = errors.New("not an address")

// Local facts that are kept in the production's store.
const (
	factSettings = "carry/settings"
	factOut      = "carry/out/"  // and the author
	factAcks     = "carry/acks/" // and the author
	factBox      = "carry/box/"  // and the author
	factClips    = "carry/clips"
)

const maxAddresses = 8 // of one device; the newest stay

// facts are the settings of carrying, as they are kept.
type facts struct {
	store Store
	mu    stdsync.Mutex
	kept  settings
}

type settings struct {
	Limits    Limits                   `json:"limits"`
	Addresses map[consent.Ref][]string `json:"addresses,omitempty"`
}

func loadFacts(ctx context.Context, s Store) (*facts, error) {
	f := &facts{store: s}
	if err := load(ctx, s, factSettings, &f.kept); err != nil {
		return nil, err
	}
	if f.kept.Addresses == nil {
		f.kept.Addresses = map[consent.Ref][]string{}
	}
	return f, nil
}

// load reads a fact; one that is missing, or that another version wrote, leaves v as it is.
func load[T any](ctx context.Context, s Store, name string, v *T) error {
	b, err := s.Local(ctx, name)
	if err != nil || b == nil {
		return err
	}
	var read T
	if json.Unmarshal(b, &read) == nil {
		*v = read
	}
	return nil
}

func save(ctx context.Context, s Store, name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.PutLocal(ctx, name, b)
}

func (f *facts) limits() Limits {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kept.Limits
}

func (f *facts) setLimits(ctx context.Context, l Limits) error {
	l.KiBps = max(0, l.KiBps)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept.Limits = l
	return save(ctx, f.store, factSettings, f.kept)
}

func (f *facts) addresses(author consent.Ref) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.kept.Addresses[author])
}

func (f *facts) addAddress(ctx context.Context, author consent.Ref, address string) error {
	hostPort, ok := strings.CutPrefix(address, "tcp://")
	host, port, err := net.SplitHostPort(hostPort)
	if !ok || err != nil || host == "" || port == "" || len(address) > 300 {
		return fmt.Errorf("%w: %q", ErrAddress, address)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	list := slices.DeleteFunc(f.kept.Addresses[author], func(a string) bool { return a == address })
	list = append(list, address)
	f.kept.Addresses[author] = list[max(0, len(list)-maxAddresses):]
	return save(ctx, f.store, factSettings, f.kept)
}
