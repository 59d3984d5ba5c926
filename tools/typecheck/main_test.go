package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a module with one file per pair of name and text.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example\n\ngo 1.24\n"
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCheckPlatform(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "")
	cgo := "package example\n\n// int twice(int x) { return 2*x; }\nimport \"C\"\n\nfunc Twice(n int) int { return int(C.twice(C.int(n))) }\n"
	cases := []struct {
		name, platform string
		files          map[string]string
		want           string // part of the only problem; none if empty
	}{
		{"right everywhere", "windows/amd64", map[string]string{"a.go": "package example\n\nimport \"net/http\"\n\nvar C http.Client\n"}, ""},
		{"C without a compiler", "darwin/arm64", map[string]string{"a.go": cgo}, ""},
		{"wrong in a body", "ios/arm64", map[string]string{"a.go": "package example\n\nfunc f() int { return \"no\" }\n"}, "cannot use"},
		{
			"wrong on one platform", "android/arm64",
			map[string]string{"a.go": "package example\n", "b_android.go": "package example\n\nvar x = missing\n"},
			"undefined: missing",
		},
		{
			"right on the other", "windows/amd64",
			map[string]string{"a.go": "package example\n", "b_android.go": "package example\n\nvar x = missing\n"},
			"",
		},
		{
			"a call that Windows lacks", "windows/amd64",
			map[string]string{"a.go": "package example\n\nimport \"syscall\"\n\nvar f = syscall.Flock\n"},
			"undefined: syscall.Flock",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			packages, problems, err := checkPlatform(write(t, c.files), c.platform, "")
			if err != nil || packages == 0 {
				t.Fatalf("%d packages, %v", packages, err)
			}
			got := strings.Join(problems, "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("problems %q, want %q", got, c.want)
			}
		})
	}
}

func TestCheckPlatformRefuses(t *testing.T) {
	t.Setenv("GOWORK", "off")
	dir := write(t, map[string]string{"a.go": "package example\n\nimport _ \"example/absent\"\n"})
	for platform, want := range map[string]string{"windows": "is not OS/ARCH", "linux/amd64": "example/absent"} {
		if _, _, err := checkPlatform(dir, platform, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", platform, err, want)
		}
	}
}

func TestShowStops(t *testing.T) {
	var b strings.Builder
	show(&b, "ios/arm64", make([]string, shown+5))
	if got := strings.Count(b.String(), "\n"); got != shown+1 || !strings.HasSuffix(b.String(), "and 5 more\n") {
		t.Errorf("%d lines, the last %q", got, b.String())
	}
}
