package offload

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cards are what cameras write, and how many clips that is.
var cards = []struct {
	name    string
	files   string // separated by blanks
	layouts []Layout
	clips   []string // each clip's files, the first is its essence
}{
	{
		"a stills camera", "DCIM/100CANON/IMG_0001.CR3 DCIM/100CANON/IMG_0001.JPG DCIM/100CANON/IMG_0001.XMP DCIM/100CANON/IMG_0002.JPG DCIM/100CANON/MVI_0003.MP4 DCIM/100CANON/MVI_0003.THM MISC/AUTPRINT.MRK",
		[]Layout{LayoutDCIM},
		[]string{"DCIM/100CANON/IMG_0001.CR3 DCIM/100CANON/IMG_0001.JPG DCIM/100CANON/IMG_0001.XMP", "DCIM/100CANON/IMG_0002.JPG", "DCIM/100CANON/MVI_0003.MP4 DCIM/100CANON/MVI_0003.THM"},
	},
	{
		"Sony", "PRIVATE/M4ROOT/CLIP/C0001.MP4 PRIVATE/M4ROOT/CLIP/C0001M01.XML PRIVATE/M4ROOT/SUB/C0001S03.MP4 PRIVATE/M4ROOT/THMBNL/C0001T01.JPG PRIVATE/M4ROOT/MEDIAPRO.XML PRIVATE/M4ROOT/CLIP/C0002.MP4",
		[]Layout{LayoutM4ROOT},
		[]string{"PRIVATE/M4ROOT/CLIP/C0001.MP4 PRIVATE/M4ROOT/SUB/C0001S03.MP4 PRIVATE/M4ROOT/THMBNL/C0001T01.JPG PRIVATE/M4ROOT/CLIP/C0001M01.XML", "PRIVATE/M4ROOT/CLIP/C0002.MP4"},
	},
	{
		"XDCAM", "XDROOT/Clip/C0001.MXF XDROOT/Clip/C0001M01.XML XDROOT/Sub/C0001S01.MP4",
		[]Layout{LayoutXDROOT},
		[]string{"XDROOT/Clip/C0001.MXF XDROOT/Sub/C0001S01.MP4 XDROOT/Clip/C0001M01.XML"},
	},
	{
		"Canon, a clip in two parts", "CONTENTS/CLIPS001/AA0001/AA000101.MXF CONTENTS/CLIPS001/AA0001/AA000102.MXF CONTENTS/CLIPS001/AA0001/AA0001.XML CONTENTS/CLIPS001/INDEX.MIF",
		[]Layout{LayoutXF},
		[]string{"CONTENTS/CLIPS001/AA0001/AA000101.MXF CONTENTS/CLIPS001/AA0001/AA000102.MXF CONTENTS/CLIPS001/AA0001/AA0001.XML"},
	},
	{
		"P2", "CONTENTS/VIDEO/0001AB.MXF CONTENTS/AUDIO/0001AB00.MXF CONTENTS/AUDIO/0001AB01.MXF CONTENTS/CLIP/0001AB.XML CONTENTS/ICON/0001AB.BMP LASTCLIP.TXT",
		[]Layout{LayoutP2},
		[]string{"CONTENTS/AUDIO/0001AB00.MXF CONTENTS/AUDIO/0001AB01.MXF CONTENTS/VIDEO/0001AB.MXF CONTENTS/CLIP/0001AB.XML CONTENTS/ICON/0001AB.BMP"},
	},
	{
		"RED", "A001.RDM/A001_C001_0512AB.RDC/A001_C001_0512AB_001.R3D A001.RDM/A001_C001_0512AB.RDC/A001_C001_0512AB_002.R3D A001.RDM/A001_C001_0512AB.RDC/A001_C001_0512AB.RMD A001.RDM/A001_C002_0512CD.RDC/A001_C002_0512CD_001.R3D",
		[]Layout{LayoutRED},
		[]string{"A001.RDM/A001_C001_0512AB.RDC/A001_C001_0512AB_001.R3D A001.RDM/A001_C001_0512AB.RDC/A001_C001_0512AB_002.R3D A001.RDM/A001_C001_0512AB.RDC/A001_C001_0512AB.RMD", "A001.RDM/A001_C002_0512CD.RDC/A001_C002_0512CD_001.R3D"},
	},
	{
		"AVCHD", "PRIVATE/AVCHD/BDMV/STREAM/00000.MTS PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL",
		[]Layout{LayoutAVCHD},
		[]string{"PRIVATE/AVCHD/BDMV/STREAM/00000.MTS PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI"},
	},
	{
		"GoPro, chapters", "DCIM/100GOPRO/GH010007.MP4 DCIM/100GOPRO/GH020007.MP4 DCIM/100GOPRO/GL010007.LRV DCIM/100GOPRO/GH010007.THM DCIM/100GOPRO/GH010008.MP4", nil,
		[]string{"DCIM/100GOPRO/GH010007.MP4 DCIM/100GOPRO/GH020007.MP4 DCIM/100GOPRO/GH010007.THM DCIM/100GOPRO/GL010007.LRV", "DCIM/100GOPRO/GH010008.MP4"},
	},
	{
		"frames", "A001C001/A001C001.0000001.ari A001C001/A001C001.0000002.ari A001C001/A001C001.wav", nil,
		[]string{"A001C001/A001C001.0000001.ari A001C001/A001C001.0000002.ari", "A001C001/A001C001.wav"},
	},
	{
		"sound", "260512/T001.WAV 260512/T002.WAV 260512/T001.WAV.xmp ZOOM.SYS", nil,
		[]string{"260512/T001.WAV 260512/T001.WAV.xmp", "260512/T002.WAV"},
	},
	{"lower case and sidecars", "dcim/100/a.mov dcim/100/A.xmp", []Layout{LayoutDCIM}, []string{"dcim/100/a.mov dcim/100/A.xmp"}},
}

func TestWalkFindsClips(t *testing.T) {
	for _, tt := range cards {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]int{}
			for _, f := range strings.Fields(tt.files) {
				files[f] = len(f)
			}
			card := t.TempDir()
			write(t, card, files)
			c := walk(t, card)
			var clips []string
			for _, clip := range c.Clips {
				var parts []string
				for k, i := range clip.Files {
					parts = append(parts, c.Files[i].Path)
					if k > 0 && clip.Files[k-1] != i-1 {
						t.Errorf("%s is not beside the rest of its clip", c.Files[i].Path)
					}
				}
				clips = append(clips, strings.Join(parts, " "))
			}
			if !slices.Equal(clips, tt.clips) || !slices.Equal(c.Layouts, tt.layouts) || len(c.Files) != len(files) {
				t.Errorf("%v\n%s", c.Layouts, strings.Join(clips, "\n"))
			}
		})
	}
}

func TestWalkNotesWhatIsOdd(t *testing.T) {
	card := t.TempDir()
	write(t, card, map[string]int{
		"DCIM/100/A.JPG": 1, "DCIM/100/a.jpg": 1, "DCIM/100/EMPTY.JPG": 0, ".DS_Store": 5, "DCIM/._A.JPG": 5, "Thumbs.db": 1,
		"System Volume Information/x": 1, scratch + "/journal": 4, "DCIM/100/caf\u00e9.jpg": 2, "DCIM/100/cafe\u0301.jpg": 2,
	})
	must(t, os.Symlink("..", filepath.Join(card, "DCIM/loop")))
	must(t, os.Symlink("/nowhere", filepath.Join(card, "DCIM/dangling.mov")))
	c := walk(t, card)
	got := map[NoteCode]int{}
	for _, n := range c.Notes {
		got[n.Code]++
	}
	want := map[NoteCode]int{NoteLink: 2, NoteSystem: 4, NoteUnfinished: 1, NoteEmpty: 1, NoteAlike: 2}
	if !maps.Equal(got, want) || len(c.Files) != 5 || !c.Blind() {
		t.Errorf("%v, %d files", c.Notes, len(c.Files))
	}
}

func TestWalkRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, nil)
	for _, dir := range []string{file, file + "-not"} {
		if _, err := Walk(t.Context(), dir); !errors.Is(err, ErrNoFolder) {
			t.Errorf("%v, want ErrNoFolder", err)
		}
	}
	deep := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(deep, strings.Repeat("d/", maxDepth+2)), 0o755))
	if _, err := Walk(t.Context(), deep); !errors.Is(err, ErrGreedy) {
		t.Errorf("%v, want ErrGreedy", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Walk(ctx, deep); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
}

func TestLocal(t *testing.T) {
	for in, want := range map[string]string{
		"a/b.mov": "a/b.mov", "./a": "a", "a//b": "a/b", `DCIM\a.jpg`: "DCIM/a.jpg", `a/b\c`: `a/b\c`, "a/../b": "b",
		"": "", ".": "", "..": "", "../a": "", "a/../../b": "", "/etc/passwd": "", "a\x00b": "", `..\a`: "", strings.Repeat("a", 5000): "",
	} {
		if got := foreign(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
