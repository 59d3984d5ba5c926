package page

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Interface is a network interface of this device with its addresses.
type Interface struct {
	Name     string // "wlan0"
	Up       bool
	Loopback bool
	Addrs    []netip.Addr
}

// Interfaces are those of this device now.
func Interfaces() ([]Interface, error) {
	found, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("list network interfaces: %w", err)
	}
	out := make([]Interface, 0, len(found))
	for _, f := range found {
		addrs, err := f.Addrs()
		if err != nil {
			continue // it has just gone; the others count
		}
		one := Interface{Name: f.Name, Up: f.Flags&net.FlagUp != 0, Loopback: f.Flags&net.FlagLoopback != 0}
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				one.Addrs = append(one.Addrs, p.Addr().Unmap())
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// Address is an address of this device that a phone on the set's network may
// reach it at.
type Address struct {
	Interface string
	IP        netip.Addr
	Likely    bool // a private address of a Wi-Fi or cable: one to try first
	Hotspot   bool // in a range that a phone's or laptop's own hotspot gives out: it carries few phones
}

// Host is the address with a port as a Host header and a link hold it; port 80
// is not written, because browsers leave it out.
func (a Address) Host(port uint16) string {
	if port != 80 {
		return netip.AddrPortFrom(a.IP, port).String()
	}
	if a.IP.Is6() {
		return "[" + a.IP.String() + "]"
	}
	return a.IP.String()
}

// Addresses are the addresses worth a QR code, the likely ones first: private
// IPv4 of Wi-Fi before cable, public IPv4, local and public IPv6, which some
// phones' scanners do not open, self-assigned ones, and last those of virtual machines, tunnels and mobile data, which a phone
// beside us does not reach. Loopback is not among them, nor link-local IPv6,
// which no browser can open from a link.
func Addresses(interfaces []Interface) []Address {
	type ranked struct {
		Address
		rank int
	}
	var list []ranked
	for _, f := range interfaces {
		if !f.Up || f.Loopback {
			continue
		}
		for _, ip := range f.Addrs {
			if rank := rankOf(f.Name, ip); rank >= 0 {
				list = append(list, ranked{Address{f.Name, ip, rank <= cable, inHotspot(ip)}, rank})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Interface, b.Interface), a.IP.Compare(b.IP))
	})
	out := make([]Address, 0, len(list))
	for _, r := range list {
		if !slices.ContainsFunc(out, func(a Address) bool { return a.IP == r.IP }) {
			out = append(out, r.Address)
		}
	}
	return out
}

// How likely a phone reaches an address, best first.
const (
	wifi = iota
	cable
	public4
	local6
	public6
	selfAssigned
	unlikely
)

func rankOf(name string, ip netip.Addr) int {
	switch {
	case !ip.IsValid() || ip.IsLoopback() || ip.IsMulticast() || ip.IsUnspecified() || ip.Zone() != "",
		ip.Is6() && ip.IsLinkLocalUnicast():
		return -1
	case virtual(name):
		return unlikely
	case ip.IsLinkLocalUnicast():
		return selfAssigned
	case ip.Is6() && ip.IsPrivate():
		return local6
	case ip.Is6():
		return public6
	case !ip.IsPrivate():
		return public4
	case wireless(name):
		return wifi
	}
	return cable
}

// virtual knows the names that Linux, macOS, Windows, Android and iOS give to
// what is neither Wi-Fi nor a cable.
func virtual(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range []string{
		"docker", "br-", "veth", "virbr", "lxc", "lxd", "podman", "cni", "flannel", "cali", "dummy", "vmnet", "vboxnet",
		"tun", "tap", "utun", "wg", "ppp", "ipsec", "zt", "tailscale", "nordlynx", "gpd",
		"rmnet", "ccmni", "pdp_ip", "wwan", "wwp", "awdl", "llw", "anpi",
		"vethernet", "virtualbox", "vmware", "hyper-v", "openvpn", "wireguard", "bluetooth", "bnep",
	} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func wireless(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range []string{"wl", "wifi", "wi-fi", "ap", "swlan", "softap", "ath", "ra"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// hotspots are the ranges that iPhones, Android phones, Windows and
// NetworkManager give out when they share their own connection.
var hotspots = []netip.Prefix{
	netip.MustParsePrefix("172.20.10.0/28"), netip.MustParsePrefix("192.168.43.0/24"),
	netip.MustParsePrefix("192.168.137.0/24"), netip.MustParsePrefix("10.42.0.0/24"),
}

func inHotspot(ip netip.Addr) bool {
	return slices.ContainsFunc(hotspots, func(p netip.Prefix) bool { return p.Contains(ip) })
}
