package onset_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestAndroidManifestFitsTheApp compares what must stand in two files, because the manifest cannot read the other one.
func TestAndroidManifestFitsTheApp(t *testing.T) {
	app, manifest := text(t, "cmd/onset/FyneApp.toml"), text(t, "fyne-cross/android/AndroidManifest.xml")
	for _, c := range []struct{ name, inApp, inManifest string }{
		{"id", `(?m)^ID = "(.+)"$`, `package="(.+?)"`},
		{"version", `(?m)^Version = "(.+)"$`, `android:versionName="(.+?)"`},
		{"build", `(?m)^Build = (\d+)$`, `android:versionCode="(\d+)"`},
		{"name", `(?m)^Name = "(.+)"$`, `<application android:label="(.+?)"`},
	} {
		a, m := first(app, c.inApp), first(manifest, c.inManifest)
		if a == "" || a != m {
			t.Errorf("%s: %q in FyneApp.toml, %q in the manifest", c.name, a, m)
		}
	}
	if strings.Contains(first(app, `(?m)^ID = "(.+)"$`), "-") {
		t.Error("an id with a hyphen makes an APK that does not install")
	}
}

// TestOneGo compares the Go of go.mod with that of the images that build the packages.
func TestOneGo(t *testing.T) {
	want := first(text(t, "go.mod"), `(?m)^go (\S+)$`)
	for _, name := range []string{"linux", "windows", "android"} {
		if got := first(text(t, "fyne-cross/images/"+name+"/Dockerfile"), `(?m)^FROM golang:([\d.]+)-`); got != want {
			t.Errorf("the image for %s has Go %s, go.mod says %s", name, got, want)
		}
	}
}

func text(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// first is the first group of the pattern in s, "" if there is none.
func first(s, pattern string) string {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}
