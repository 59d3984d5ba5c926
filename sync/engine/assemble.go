// This Source Code Form is subject to the terms of the Mozilla Public
// License, v. 2.0. If a copy of the MPL was not distributed with this file,
// You can obtain one at https://mozilla.org/MPL/2.0/.
//
// The order in which the parts are made and joined follows
// lib/syncthing/syncthing.go of Syncthing v1.30.0, © The Syncthing Authors.

package engine

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"github.com/syncthing/syncthing/lib/build"
	"github.com/syncthing/syncthing/lib/config"
	"github.com/syncthing/syncthing/lib/connections"
	"github.com/syncthing/syncthing/lib/connections/registry"
	"github.com/syncthing/syncthing/lib/db"
	"github.com/syncthing/syncthing/lib/db/backend"
	"github.com/syncthing/syncthing/lib/discover"
	"github.com/syncthing/syncthing/lib/events"
	"github.com/syncthing/syncthing/lib/model"
	"github.com/syncthing/syncthing/lib/protocol"
	"github.com/syncthing/syncthing/lib/tlsutil"
	"github.com/thejerf/suture/v4"
)

// syncthingVersion goes into the greeting of every connection, and peers send
// their whole index again when it changes.
const syncthingVersion = "v1.30.0"

const bepProtocol = "bep/1.0"

// These are Syncthing's own variables, the same for all engines of a process. A
// connection that is closed in its first second, in which it does not speak yet,
// takes as long as the timeout.
func init() {
	build.Version = syncthingVersion
	protocol.CloseTimeout = 500 * time.Millisecond
}

// core is the assembled engine. The events and the configuration are served by
// the early supervisor, which stops last: the others say goodbye to both.
type core struct {
	id    protocol.DeviceID
	cfg   config.Wrapper
	evl   events.Logger
	index *db.Lowlevel
	model model.Model
	conns connections.Service

	early, main         *suture.Supervisor
	stopEarly, stopMain context.CancelFunc
	earlyDone, mainDone <-chan struct{}
}

// parts are what a core is made from.
type parts struct {
	cert     tls.Certificate
	certName string
	indexDir string
	options  config.OptionsConfiguration
	name     string
	known    func(protocol.DeviceID) bool
	guard    func(model.Model) connections.Model
	onEvents func(events.Subscription) // told before anything can happen
	failed   func(error)               // the index could not be written; called once
}

func assemble(p parts) (*core, error) {
	c := &core{id: protocol.NewDeviceID(p.cert.Certificate[0]), evl: events.NewLogger()}
	first := config.New(c.id)
	first.Options = p.options
	first.GUI.Enabled = false
	for i := range first.Devices {
		first.Devices[i].Name = p.name
	}
	c.cfg = config.Wrap("", first, c.id, c.evl)

	be, err := backend.Open(p.indexDir, backend.TuningAuto)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	if c.index, err = db.NewLowlevel(&index{Backend: be, failed: p.failed}, c.evl); err != nil {
		_ = be.Close()
		return nil, fmt.Errorf("read the index: %w", err)
	}
	if err := db.UpdateSchema(c.index); err != nil {
		_ = c.index.Close()
		return nil, fmt.Errorf("bring the index up to date: %w", err)
	}
	c.serveEarly(p)
	c.serveMain(p)
	return c, nil
}

func (c *core) serveEarly(p parts) {
	c.early = suture.New("early", spec())
	c.early.Add(c.evl)
	c.early.Add(c.cfg)
	ctx, cancel := context.WithCancel(context.Background())
	c.stopEarly = cancel
	c.earlyDone = ended(c.early.ServeBackground(ctx))
	p.onEvents(c.evl.Subscribe(heard))
}

func (c *core) serveMain(p parts) {
	c.main = suture.New("main", spec())
	c.main.Add(c.index)
	keys := protocol.NewKeyGenerator()
	c.model = model.NewModel(c.cfg, c.id, c.index, nil, c.evl, keys)
	c.main.Add(c.model)

	reg, addresses := registry.New(), &lateAddresses{}
	var found discover.Finder
	if p.options.LocalAnnEnabled {
		manager := discover.NewManager(c.id, c.cfg, p.cert, c.evl, addresses, reg)
		c.main.Add(manager)
		found = manager
	}
	c.conns = connections.NewService(c.cfg, c.id, p.guard(c.model), tlsConfig(p.cert, p.known), found,
		bepProtocol, p.certName, c.evl, reg, keys)
	addresses.AddressLister = c.conns
	c.main.Add(c.conns)

	ctx, cancel := context.WithCancel(context.Background())
	c.stopMain = cancel
	c.mainDone = ended(c.main.ServeBackground(ctx))
}

// ended is closed when a supervisor's one error has come.
func ended(err <-chan error) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		<-err
		close(done)
	}()
	return done
}

// stop ends everything, in the order in which the parts need each other.
func (c *core) stop() error {
	c.stopMain()
	<-c.mainDone
	c.stopEarly()
	<-c.earlyDone
	return c.index.Close()
}

// lateAddresses breaks the circle of discovery, which announces where
// connections are accepted, and connections, which ask discovery.
type lateAddresses struct{ discover.AddressLister }

func spec() suture.Spec {
	return suture.Spec{
		EventHook:         func(suture.Event) {},
		PassThroughPanics: true,
		Timeout:           5 * time.Second,
	}
}

// tlsConfig accepts nobody but known devices, whose ids are the hashes of their
// certificates: others get no further than the handshake.
func tlsConfig(cert tls.Certificate, known func(protocol.DeviceID) bool) *tls.Config {
	tc := tlsutil.SecureDefaultTLS13()
	tc.Certificates = []tls.Certificate{cert}
	tc.NextProtos = []string{bepProtocol}
	tc.ClientAuth = tls.RequireAnyClientCert
	tc.SessionTicketsDisabled = true
	tc.InsecureSkipVerify = true // there is no authority: the id is the hash of the certificate
	tc.VerifyConnection = func(state tls.ConnectionState) error {
		if len(state.PeerCertificates) != 1 || !known(protocol.NewDeviceID(state.PeerCertificates[0].Raw)) {
			return errStranger
		}
		return nil
	}
	return tc
}
