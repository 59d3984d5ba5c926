package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Errors of what phones are told.
var (
	// ErrWiFi means no network has such a name or password: at most 32 bytes, and 63.
	ErrWiFi = errors.New("not the name and password of a network")
	// ErrWebAddress means an address is not one of a page behind https.
	ErrWebAddress = errors.New("not the address of a page")
)

// Names of what this device remembers for signing on phones.
const (
	localWiFi   = "phone/wifi"
	localPage   = "phone/page"
	localPort   = "phone/port"
	maxSSID     = 32
	maxPassword = 63
	maxRoom     = 10_000
	maxAddress  = 200
)

// keptWiFi is the set's network as it is sealed on this device.
type keptWiFi struct {
	WiFi WiFi `json:"wifi"`
	Room int  `json:"room"`
}

// WiFi is the set's network as it was last told, and how many phones it carries (0 = not known).
func (k *Kit) WiFi() (w WiFi, room int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.network.WiFi, k.network.Room
}

// SetWiFi remembers the set's network, sealed on this device. An empty name
// forgets it. ErrWiFi.
func (k *Kit) SetWiFi(ctx context.Context, w WiFi, room int) error {
	if len(w.SSID) > maxSSID || len(w.Password) > maxPassword || w.SSID == "" && w.Password != "" ||
		strings.Map(typed, w.SSID+w.Password) != w.SSID+w.Password || room < 0 || room > maxRoom {
		return fmt.Errorf("remember the network: %w", ErrWiFi)
	}
	n := keptWiFi{w, room}
	b, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("remember the network: %w", err)
	}
	if err := k.store.PutLocal(ctx, Local{Name: localWiFi, Value: b}); err != nil {
		return fmt.Errorf("remember the network: %w", err)
	}
	k.mu.Lock()
	k.network = n
	k.mu.Unlock()
	k.tell()
	return nil
}

// PublicPage is where take-home codes are typed at home; empty = on the set's own page.
func (k *Kit) PublicPage() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.atHome
}

// SetPublicPage sets where take-home codes are typed at home,
// "https://set.example/k"; empty = on the set's own page. ErrWebAddress.
func (k *Kit) SetPublicPage(ctx context.Context, address string) error {
	address = strings.TrimRight(strings.TrimSpace(address), "/")
	if address != "" {
		u, err := url.Parse(address)
		if err != nil || len(address) > maxAddress || u.Scheme != "https" || u.Hostname() == "" ||
			u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
			return fmt.Errorf("set the public page: %w", ErrWebAddress)
		}
	}
	if err := k.store.PutLocal(ctx, Local{Name: localPage, Value: []byte(address)}); err != nil {
		return fmt.Errorf("set the public page: %w", err)
	}
	k.mu.Lock()
	k.atHome = address
	k.mu.Unlock()
	k.tell()
	return nil
}

// loadNetwork reads what this device remembers; mu is held.
func (k *Kit) loadNetwork(wifi, page []byte) {
	k.network = keptWiFi{}
	if wifi != nil {
		_ = json.Unmarshal(wifi, &k.network)
	}
	k.atHome = string(page)
}
