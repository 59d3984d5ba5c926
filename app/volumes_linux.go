package app

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"onset/app/flow"
)

// Files and folders of the kernel and of udev.
const (
	mountsFile = "/proc/self/mountinfo"
	byUUID     = "/dev/disk/by-uuid"
	byLabel    = "/dev/disk/by-label"
)

// kernelOnly are file systems that hold no files of anybody.
var kernelOnly = map[string]bool{
	"proc": true, "sysfs": true, "cgroup": true, "cgroup2": true, "devpts": true, "devtmpfs": true, "mqueue": true, "debugfs": true, "tracefs": true,
	"securityfs": true, "pstore": true, "bpf": true, "autofs": true, "configfs": true, "fusectl": true, "hugetlbfs": true, "rpc_pipefs": true,
	"binfmt_misc": true, "efivarfs": true, "nsfs": true,
}

// Volumes are the mounted disks and cards.
func Volumes(ctx context.Context) ([]flow.Volume, error) {
	b, err := os.ReadFile(mountsFile)
	if err != nil {
		return nil, fmt.Errorf("list volumes: %w", err)
	}
	serials, labels := linked(byUUID), linked(byLabel)
	var out []flow.Volume
	for _, m := range mounts(b) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v := flow.Volume{Dir: m.dir, Device: m.number + " " + m.source, Serial: serials[m.source], Label: labels[m.source], Removable: removable(m.dir)}
		var s unix.Statfs_t
		if unix.Statfs(m.dir, &s) == nil {
			v.Size = int64(s.Blocks) * int64(s.Bsize) //nolint:unconvert // 32 bits on some machines
		}
		out = append(out, v)
	}
	return out, nil
}

// removable is where desktops mount what is plugged in.
func removable(dir string) bool {
	return strings.HasPrefix(dir, "/media/") || strings.HasPrefix(dir, "/run/media/")
}

type mount struct{ number, dir, source string }

// mounts reads the kernel's table (Documentation/filesystems/proc.rst §3.5).
func mounts(table []byte) (out []mount) {
	for lines := bufio.NewScanner(bytes.NewReader(table)); lines.Scan(); {
		head, tail, ok := strings.Cut(lines.Text(), " - ")
		h, t := strings.Fields(head), strings.Fields(tail)
		if !ok || len(h) < 5 || len(t) < 2 || kernelOnly[t[0]] {
			continue
		}
		out = append(out, mount{number: h[2], dir: unescaped(h[4]), source: unescaped(t[1])})
	}
	return out
}

// unescaped turns the octal of blanks in the kernel's table back.
func unescaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// linked reads a folder of links to devices: the names by device.
func linked(dir string) map[string]string {
	out := map[string]string{}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if device, err := filepath.EvalSymlinks(filepath.Join(dir, e.Name())); err == nil {
			out[device] = hexUnescaped(e.Name())
		}
	}
	return out
}

// hexUnescaped turns "\x20" of udev's names back.
func hexUnescaped(s string) string {
	for i := 0; i+3 < len(s); i++ {
		if s[i] == '\\' && s[i+1] == 'x' {
			if n, err := strconv.ParseUint(s[i+2:i+4], 16, 8); err == nil {
				s = s[:i] + string([]byte{byte(n)}) + s[i+4:]
			}
		}
	}
	return s
}
