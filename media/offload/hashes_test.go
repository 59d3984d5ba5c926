package offload

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestHashVectors(t *testing.T) {
	for f, want := range map[Format][2]string{
		C4: {
			"c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT",
			"c45xZeXwMSpqXjpDumcHMA6mhoAmGHkUo7r9WmN2UgSEQzj9KjgseaQdkEJ11fGb5S1WEENcV3q8RFWwEeVpC7Fjk2",
		},
		MD5:    {"d41d8cd98f00b204e9800998ecf8427e", "acbd18db4cc2f85cedef654fccc4a4d8"},
		SHA1:   {"da39a3ee5e6b4b0d3255bfef95601890afd80709", "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33"},
		XXH128: {"99aa06d3014798d86001c324468d497f", ""},
		XXH3:   {"2d06800538d394c2", ""},
		XXH64:  {"ef46db3751d8e999", "33bf00a859c4ba3f"},
		SHA256: {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ""},
	} {
		for i, in := range []string{"", "foo"} {
			d, err := newDigest([]Format{f, f})
			must(t, err)
			_, _ = d.Write([]byte(in))
			if got := d.sums()[f]; want[i] != "" && got != want[i] {
				t.Errorf("%s of %q: %s, want %s", f, in, got, want[i])
			}
		}
	}
}

// TestHashTools has other programs compute the same.
func TestHashTools(t *testing.T) {
	b := content("tools", parallelFrom*3+1)
	name := filepath.Join(t.TempDir(), "f")
	put(t, name, b)
	tools := map[Format][]string{
		MD5: {"md5sum"}, SHA1: {"sha1sum"}, SHA256: {"sha256sum"}, SHA512: {"sha512sum"},
		XXH64: {"xxhsum", "-H1"}, XXH128: {"xxhsum", "-H2"}, XXH3: {"xxhsum", "-H3"},
	}
	formats := []Format{}
	for f := range tools {
		formats = append(formats, f)
	}
	d, err := newDigest(formats)
	must(t, err)
	_, _ = d.Write(b)
	sums := d.sums()
	for f, tool := range tools {
		t.Run(string(f), func(t *testing.T) {
			out, err := exec.CommandContext(t.Context(), oracle(t, tool[0]), append(tool[1:], name)...).Output()
			must(t, err)
			if !strings.Contains(string(out), sums[f]) {
				t.Errorf("%s, not %s", sums[f], out)
			}
		})
	}
}

func TestSpellingIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom([]Format{C4, MD5, SHA1, XXH128, XXH3, XXH64, SHA256, SHA512}).Draw(t, "format")
		n := newHashes[f]().Size()
		raw := rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "raw")
		s := f.spell(raw)
		back, err := f.parse(s)
		if err != nil || string(back) != string(raw) {
			t.Fatalf("%s: %x became %x, %v", f, raw, back, err)
		}
		if again, err := f.normal(" " + s + "\n"); err != nil || again != s {
			t.Fatalf("%s: %q became %q, %v", f, s, again, err)
		}
	})
}

func TestNoChecksum(t *testing.T) {
	for f, s := range map[Format]string{
		C4: "c4" + strings.Repeat("z", 88), MD5: "d41d8cd98f00b204e9800998ecf8427", SHA1: "zz", XXH64: "", "crc32": "00000000",
	} {
		if _, err := f.normal(s); !errors.Is(err, ErrFormat) {
			t.Errorf("%s %q: %v", f, s, err)
		}
	}
}
