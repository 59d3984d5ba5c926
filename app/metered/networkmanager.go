//go:build linux && !android

package metered

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// NetworkManager on the system's bus.
const (
	manager     = "org.freedesktop.NetworkManager"
	managerPath = dbus.ObjectPath("/org/freedesktop/NetworkManager")
	properties  = "org.freedesktop.DBus.Properties"
	changed     = properties + ".PropertiesChanged"
	ownerSaid   = "org.freedesktop.DBus.NameOwnerChanged"
)

// What NetworkManager says of the connection: NMMetered.
const (
	nmYes     = 1
	nmNo      = 2
	nmGuessed = 3 // yes
	nmFree    = 4 // no, guessed
)

// watch follows NetworkManager, whenever it runs, until ctx ends.
func (m *Meter) watch(ctx context.Context) {
	conn, err := dbus.ConnectSystemBus(dbus.WithContext(ctx))
	if err != nil {
		return
	}
	m.follow(ctx, conn)
}

// follow closes the connection.
func (m *Meter) follow(ctx context.Context, conn *dbus.Conn) {
	defer func() { _ = conn.Close() }()
	news := make(chan *dbus.Signal, 16)
	conn.Signal(news)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(manager), dbus.WithMatchObjectPath(managerPath), dbus.WithMatchInterface(properties)},
		{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, manager)},
	} {
		if conn.AddMatchSignalContext(ctx, match...) != nil {
			return
		}
	}
	defer m.said.Store(nothing) // nobody tells any more
	for {
		m.ask(ctx, conn)
		if !next(ctx, news) {
			return
		}
	}
}

// next waits for word that something changed; false when there will be none.
func next(ctx context.Context, news <-chan *dbus.Signal) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case s, ok := <-news:
			if !ok {
				return false
			}
			if s.Name == changed || s.Name == ownerSaid {
				return true
			}
		}
	}
}

// ask reads what NetworkManager says now; where it does not run, nothing.
func (m *Meter) ask(ctx context.Context, conn *dbus.Conn) {
	var v dbus.Variant
	err := conn.Object(manager, managerPath).CallWithContext(ctx, properties+".Get", dbus.FlagNoAutoStart, manager, "Metered").Store(&v)
	n, ok := v.Value().(uint32)
	if err != nil || !ok {
		m.said.Store(nothing)
		return
	}
	m.said.Store(meaning(n))
}

func meaning(n uint32) int32 {
	switch n {
	case nmYes, nmGuessed:
		return costs
	case nmNo, nmFree:
		return free
	}
	return nothing
}
