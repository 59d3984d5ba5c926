package office

import (
	"errors"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"onset/app/flow"
)

// The usual addresses of the service. Nothing else listens.
const (
	DefaultSync = "tcp://:22000"
	DefaultJoin = ":22443"
	DefaultWeb  = "127.0.0.1:8080"
)

// DefaultQuota is how much one device may have lying here that was not kept yet.
const DefaultQuota = 4 << 40

// Errors of the service.
var (
	// ErrPublic means the public address is not "https://name" or "http://name".
	ErrPublic = errors.New("the public address is no address of a page")
	// ErrCertificate means the certificate of the pages cannot be used.
	ErrCertificate = errors.New("the certificate cannot be used")
)

// AddressError is an address to listen at that is taken, or not of this machine.
type AddressError struct {
	Address string
	Err     error
}

// Error names the address.
func (e *AddressError) Error() string { return "listen at " + e.Address + ": " + e.Err.Error() }

// Unwrap is what the system says.
func (e *AddressError) Unwrap() error { return e.Err }

// Options are what the service stands on. Home and Passphrase are needed.
type Options struct {
	Home       *flow.Home
	Passphrase string
	Addresses

	Quota     int64                      // bytes per device, 0 = DefaultQuota
	FreeSpace func(dir string) int64     // bytes left where dir lies, negative when unknown; nil = unknown
	Log       *slog.Logger               // ids, kinds and counts only; nil = nothing
	Now       func() time.Time           // nil = time.Now
	Rand      io.Reader                  // nil = crypto/rand.Reader
	Ready     func(listening []Listener) // hears of every address once all are open; may be nil
}

// Addresses are where the service is met. An empty one is not opened.
type Addresses struct {
	Web      string // of the pages, "host:port"
	Join     string // where pairing codes are answered, "host:port"
	Sync     string // "host:port" or "tcp://host:port"
	Metrics  string // of /metrics, "host:port"; on a machine of many users keep it empty
	Public   string // what people type, "https://onset.example"
	Cert     string // file of the certificate of the pages; empty = http, for a proxy on this machine
	Key      string // file of its key
	Discover bool   // look for devices on the local network
}

// Listener is one address that is open.
type Listener struct {
	What    string // "web", "join", "sync", "metrics"
	Address string
}

func (o Options) filled() (Options, error) {
	if o.Quota <= 0 {
		o.Quota = DefaultQuota
	}
	if o.FreeSpace == nil {
		o.FreeSpace = func(string) int64 { return -1 }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sync != "" && !strings.Contains(o.Sync, "://") {
		o.Sync = "tcp://" + o.Sync
	}
	_, err := publicName(o.Public)
	return o, err
}

// publicName is the host of the public address, empty for none.
func publicName(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.User != nil {
		return "", ErrPublic
	}
	return u.Host, nil
}
