package page

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Named takes the Host headers of a page that stands at public names, such as
// "set.example", behind https. See Options.Hosts.
func Named(names ...string) func(host string) bool {
	return func(host string) bool {
		host = strings.TrimSuffix(host, ":443") // some proxies write what browsers leave out
		return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, host) })
	}
}

// Forwarded finds who is behind proxies of these networks, for Options.Source:
// the last address in X-Forwarded-For that is not a proxy's own. Whoever comes
// another way is counted by the connection, whatever the header says, because
// everybody can write one. IPv6 counts by its network: a household has more
// addresses than could be counted.
func Forwarded(proxies ...netip.Prefix) func(*http.Request) string {
	trusted := func(ip netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
	}
	return func(r *http.Request) string {
		from, ok := plainAddr(remoteHost(r))
		if !ok {
			return remoteHost(r)
		}
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for _, hop := range slices.Backward(hops) {
			before, ok := plainAddr(strings.TrimSpace(hop))
			if !trusted(from) || !ok {
				break
			}
			from = before
		}
		return household(from)
	}
}

// plainAddr reads an address, with a port or without.
func plainAddr(s string) (netip.Addr, bool) {
	if with, err := netip.ParseAddrPort(s); err == nil {
		return with.Addr().Unmap().WithZone(""), true
	}
	ip, err := netip.ParseAddr(s)
	return ip.Unmap().WithZone(""), err == nil
}

func household(ip netip.Addr) string {
	if p, err := ip.Prefix(64); err == nil && ip.Is6() {
		return p.String()
	}
	return ip.String()
}
