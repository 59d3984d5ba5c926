package assets_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"onset/assets"
)

func TestFonts(t *testing.T) {
	for name, magic := range map[string]string{
		assets.InterRegular:  "OTTO",
		assets.InterSemiBold: "OTTO",
		assets.MonoMedium:    "\x00\x01\x00\x00",
	} {
		if got := assets.Font(name); !bytes.HasPrefix(got, []byte(magic)) {
			t.Errorf("Font(%q) is not an OpenType file", name)
		}
	}
	for _, name := range []string{"", "Comic.ttf", "../icons/LICENSE.txt"} {
		if got := assets.Font(name); got != nil {
			t.Errorf("Font(%q) = %d bytes, want none", name, len(got))
		}
	}
}

// kitIcons are the names that the looks of the window call for.
const kitIcons = `today group videocam movie sd_card fact_check sync more_horiz lock
today-fill group-fill videocam-fill movie-fill sd_card-fill fact_check-fill sync-fill more_horiz-fill lock-fill
check_circle-fill contrast hourglass_top-fill block help-fill
draw undo add close search filter_list person_add person_search qr_code_2 print send link usb eject refresh
photo_camera mic touch_app ink_eraser language format_size skip_next skip_previous play_arrow-fill volume_up
edit visibility backspace key
schedule schedule_send event_busy cloud cloud_off hard_drive storage dns tablet_mac laptop_mac done_all check
error-fill info description shield checkroom location_on contract checklist
arrow_back chevron_right keyboard_arrow_down
settings dark_mode light_mode child_care face fingerprint timer download folder photo_library warning tune
palette notifications logout save content_copy star home`

func TestIconsOfTheKit(t *testing.T) {
	for _, name := range strings.Fields(kitIcons) {
		if _, ok := assets.Icon(name); !ok {
			t.Errorf("icon %q is not embedded", name)
		}
	}
	if _, ok := assets.Icon("no_such_icon"); ok {
		t.Error("an icon that does not exist is reported as embedded")
	}
}

func TestIconsAreSingleColourSVG(t *testing.T) {
	names := assets.Icons()
	if !slices.IsSorted(names) || len(names) == 0 {
		t.Fatalf("Icons() = %d names, sorted %v", len(names), slices.IsSorted(names))
	}
	for _, name := range names {
		svg, _ := assets.Icon(name)
		if err := wellFormed(svg); err != nil {
			t.Errorf("icon %q: %v", name, err)
		}
		if !bytes.Contains(svg, []byte(`viewBox="0 -960 960 960"`)) || bytes.Contains(svg, []byte("stroke")) {
			t.Errorf("icon %q is not a filled path in the view box of the set", name)
		}
	}
}

func wellFormed(b []byte) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestLicencesLieBesideTheirFiles(t *testing.T) {
	for path, words := range map[string]string{
		"fonts/Inter-OFL.txt":         "SIL OPEN FONT LICENSE",
		"fonts/JetBrainsMono-OFL.txt": "SIL OPEN FONT LICENSE",
		"icons/LICENSE.txt":           "Apache License",
	} {
		b, err := assets.FS.ReadFile(path)
		if err != nil || !bytes.Contains(b, []byte(words)) {
			t.Errorf("%s: no %q (%v)", path, words, err)
		}
	}
}
