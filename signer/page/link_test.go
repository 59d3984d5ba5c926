package page

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func TestWiFiPayload(t *testing.T) {
	for _, c := range []struct {
		ssid, pass string
		hidden     bool
		want       string
	}{
		{"Havnen Crew", "regn og blæst", false, "WIFI:T:WPA;S:Havnen Crew;P:regn og blæst;;"},
		{"Havnen", "", false, "WIFI:T:nopass;S:Havnen;;"},
		{"Havnen", "", true, "WIFI:T:nopass;S:Havnen;H:true;;"},
		{`a\b;c,d"e:f`, `;;P:"`, true, `WIFI:T:WPA;S:a\\b\;c\,d\"e\:f;P:\;\;P\:\";H:true;;`},
		{"cafe", "12345678", false, "WIFI:T:WPA;S:cafe;P:12345678;;"},
	} {
		if got := WiFiPayload(c.ssid, c.pass, c.hidden); got != c.want {
			t.Errorf("%q: %s, want %s", c.ssid, got, c.want)
		}
	}
}

// readWiFi reads a payload as a camera app does.
func readWiFi(payload string) map[string]string {
	rest, ok := strings.CutPrefix(payload, "WIFI:")
	if !ok {
		return nil
	}
	out := map[string]string{}
	for rest != "" && rest != ";" {
		key, value, ok := strings.Cut(rest, ":")
		if !ok {
			return nil
		}
		var b strings.Builder
		i := 0
		for ; i < len(value) && value[i] != ';'; i++ {
			if value[i] == '\\' {
				i++
			}
			if i < len(value) {
				b.WriteByte(value[i])
			}
		}
		out[key] = b.String()
		rest = value[min(i+1, len(value)):]
	}
	return out
}

func FuzzWiFiPayload(f *testing.F) {
	f.Add("Havnen", "regn", true)
	f.Add(`\;,":`, `\\\`, false)
	f.Fuzz(func(t *testing.T, ssid, pass string, hidden bool) {
		got := readWiFi(WiFiPayload(ssid, pass, hidden))
		want := map[string]string{"T": "nopass", "S": ssid}
		if pass != "" {
			want["T"], want["P"] = "WPA", pass
		}
		if hidden {
			want["H"] = "true"
		}
		if len(got) != len(want) {
			t.Fatalf("reads as %q", got)
		}
		for k, v := range want {
			if got[k] != v {
				t.Errorf("%s reads as %q, want %q", k, got[k], v)
			}
		}
	})
}

func TestAddresses(t *testing.T) {
	up := func(name string, addrs ...string) Interface {
		f := Interface{Name: name, Up: true}
		for _, a := range addrs {
			f.Addrs = append(f.Addrs, netip.MustParseAddr(a))
		}
		return f
	}
	down := up("wlan9", "192.168.9.9")
	down.Up = false
	loop := up("lo", "127.0.0.1", "::1")
	loop.Loopback = true
	got := Addresses([]Interface{
		loop, down, up("docker0", "172.17.0.1"), up("tun0", "10.8.0.2"), up("rmnet0", "100.70.1.2"),
		up("eth0", "10.0.0.5", "fe80::1", "fd00::5", "2001:db8::5"), up("wlan0", "192.168.1.20", "169.254.3.4"),
		up("Wi-Fi 2", "172.20.10.2"), up("eth1", "203.0.113.7", "10.0.0.5", "224.0.0.1", "0.0.0.0"),
	})
	var lines []string
	for _, a := range got {
		line := a.Interface + " " + a.Host(8787)
		if a.Likely {
			line += " likely"
		}
		if a.Hotspot {
			line += " hotspot"
		}
		lines = append(lines, line)
	}
	want := []string{
		"Wi-Fi 2 172.20.10.2:8787 likely hotspot", "wlan0 192.168.1.20:8787 likely", "eth0 10.0.0.5:8787 likely", "eth1 203.0.113.7:8787",
		"eth0 [fd00::5]:8787", "eth0 [2001:db8::5]:8787", "wlan0 169.254.3.4:8787",
		"docker0 172.17.0.1:8787", "rmnet0 100.70.1.2:8787", "tun0 10.8.0.2:8787",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestAddressHostLeavesOutPort80(t *testing.T) {
	for ip, want := range map[string]string{"10.0.0.5": "10.0.0.5", "fd00::5": "[fd00::5]"} {
		if got := (Address{IP: netip.MustParseAddr(ip)}).Host(80); got != want {
			t.Errorf("%s: %s", ip, got)
		}
	}
}

// TestInterfaces reads those of this machine, which has a loopback.
func TestInterfaces(t *testing.T) {
	all, err := Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(all, func(f Interface) bool { return f.Loopback && len(f.Addrs) > 0 }) {
		t.Errorf("no loopback among %+v", all)
	}
	for _, a := range Addresses(all) {
		if a.IP.IsLoopback() {
			t.Errorf("loopback offered: %+v", a)
		}
	}
}
