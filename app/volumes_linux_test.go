package app

import (
	"slices"
	"testing"
)

func TestMounts(t *testing.T) {
	got := mounts([]byte(`22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
23 22 0:21 / /proc rw - proc proc rw
98 22 8:17 / /media/anna/EOS\040DIGITAL rw shared:5 - vfat /dev/sdb1 rw
99 22 0:44 / /mnt/set rw - nfs4 nas:/media\0401 rw
cut off
1 2 3 - x
7 8 0:1 / /odd\09 rw - tmpfs \ rw
`))
	want := []mount{
		{"8:2", "/", "/dev/sda2"}, {"8:17", "/media/anna/EOS DIGITAL", "/dev/sdb1"}, {"0:44", "/mnt/set", "nas:/media 1"}, {"0:1", `/odd\09`, `\`},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestHexUnescaped(t *testing.T) {
	for in, want := range map[string]string{`EOS\x20DIGITAL`: "EOS DIGITAL", `\x2`: `\x2`, `a\xzz`: `a\xzz`, "": ""} {
		if got := hexUnescaped(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestVolumesHoldTheRoot(t *testing.T) {
	vs, err := Volumes(t.Context())
	if err != nil {
		t.Skip("the kernel's table is not readable here")
	}
	for _, v := range vs {
		if v.Dir == "/" && v.Size > 0 {
			return
		}
	}
	t.Errorf("no root in %+v", vs)
}

func FuzzMounts(f *testing.F) {
	f.Add([]byte("22 1 8:2 / /a\\040b rw - ext4 /dev/sda2 rw\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, m := range mounts(b) {
			if m.number == "" {
				t.Errorf("a mount without a device: %+v", m)
			}
		}
	})
}
