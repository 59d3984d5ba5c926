package offload

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Layout names a structure that cameras write.
type Layout string

// The structures that are known. They are only shown: every card keeps its
// shape, known or not.
const (
	LayoutDCIM   Layout = "DCIM"   // stills, phones, small cameras
	LayoutM4ROOT Layout = "M4ROOT" // Sony XAVC S
	LayoutXDROOT Layout = "XDROOT" // Sony XDCAM, XAVC
	LayoutAVCHD  Layout = "AVCHD"
	LayoutXF     Layout = "XF" // Canon
	LayoutP2     Layout = "P2" // Panasonic
	LayoutRED    Layout = "RED"
)

// Clip is one recording of a card with everything that belongs to it: the
// parts it was split into, sidecars, thumbnails, proxies, a raw and its JPEG.
type Clip struct {
	Name  string // file name of its first part, without extension
	Files []int  // into Card.Files, the essence first
	Bytes int64
}

// Ranks of what is recorded. The lower rank names the clip.
const (
	rankVideo = iota + 1
	rankRaw
	rankPhoto
	rankSound
	rankSide
)

var essence = ranks(map[int]string{
	rankVideo: "mov mp4 m4v mxf mts m2ts avi mkv 3gp r3d braw ari arx nev crm rmf insv 360 mpg wmv",
	rankRaw:   "dng cr2 cr3 crw nef nrw arw srf sr2 raf rw2 orf pef 3fr fff iiq gpr dpx exr tif tiff",
	rankPhoto: "jpg jpeg heic heif hif png webp avif insp",
	rankSound: "wav bwf rf64 aif aiff mp3 m4a flac",
})

func ranks(of map[int]string) map[string]int {
	m := make(map[string]int)
	for rank, list := range of {
		for _, ext := range strings.Fields(list) {
			m[ext] = rank
		}
	}
	return m
}

func extension(p string) string { return strings.ToLower(strings.TrimPrefix(path.Ext(p), ".")) }

func rankOf(p string) int { return cmp.Or(essence[extension(p)], rankSide) }

// families are the rules of cameras that spread one clip over names or
// folders. The first that fits makes the key that all of its files share.
var families = []struct {
	layout Layout
	path   *regexp.Regexp // on the upper-cased path; its groups are the key
}{
	{LayoutRED, regexp.MustCompile(`^(?:.*/)?[^/]+\.RDM/([^/]+)\.RDC/`)},
	{LayoutRED, regexp.MustCompile(`^(?:.*/)?([^/]+)\.RDC/`)},
	{LayoutXF, regexp.MustCompile(`^(.*CONTENTS/CLIPS\d+/[^/]+)/[^/]+$`)},
	{LayoutXF, regexp.MustCompile(`^(.*CONTENTS/CLIPS\d+/[^/.]+)[^/]*$`)},
	{LayoutP2, regexp.MustCompile(`^(.*CONTENTS/)(?:VIDEO|AUDIO|CLIP|ICON|VOICE|PROXY)/([^/]{6})[^/]*$`)},
	{LayoutM4ROOT, regexp.MustCompile(`^(.*M4ROOT/)(?:CLIP|SUB|THMBNL)/(.+?)(?:[MTSB]\d\d)?\.[^./]+$`)},
	{LayoutXDROOT, regexp.MustCompile(`^((?:.*/)?XDROOT/)(?:CLIP|SUB|THMBNL)/(.+?)(?:[MTSB]\d\d)?\.[^./]+$`)},
	{LayoutAVCHD, regexp.MustCompile(`^(.*BDMV/)(?:STREAM|CLIPINF)/([^/.]+)\.[^/]+$`)},
	{"", regexp.MustCompile(`^(.*/)?(?:G[HXLP]\d\d|GOPR|GP\d\d)(\d{4})\.(?:MP4|LRV|THM|WAV|360)$`)},
	{LayoutDCIM, regexp.MustCompile(`^((?:.*/)?DCIM/.*?)(?:\.[^./]+)+$`)},
	{"", regexp.MustCompile(`^((?:.*/)?)[^/]+\.(?:ARI|ARX|DPX|EXR|DNG)$`)}, // a folder of frames is one clip
}

// family returns the key of the clip that a file belongs to.
func family(p string) (Layout, string) {
	upper := strings.ToUpper(p)
	for _, f := range families {
		if m := f.path.FindStringSubmatch(upper); m != nil {
			return f.layout, string(f.layout) + "\x00" + strings.Join(m[1:], "")
		}
	}
	return "", strings.ToUpper(stem(p))
}

// stem cuts the extension, and a second one where a sidecar carries the name
// of its clip in full (A001.MOV.xmp).
func stem(p string) string {
	p = strings.TrimSuffix(p, path.Ext(p))
	if rankOf(p) != rankSide {
		p = strings.TrimSuffix(p, path.Ext(p))
	}
	return p
}

// group finds the card's clips and sorts its files by them.
func (c *Card) group() {
	first := make(map[string]string, len(c.Files)) // the path that stands for a key
	keys := make([]string, len(c.Files))
	for i := range c.Files {
		p := c.Files[i].Path
		layout, key := family(p)
		if layout != "" && !slices.Contains(c.Layouts, layout) {
			c.Layouts = append(c.Layouts, layout)
		}
		keys[i] = key
		if old, ok := first[key]; !ok || before(p, old) {
			first[key] = p
		}
	}
	slices.Sort(c.Layouts)
	lead := make(map[string]string, len(c.Files))
	for i := range c.Files {
		lead[c.Files[i].Path] = first[keys[i]]
	}
	slices.SortFunc(c.Files, func(a, b File) int {
		if d := cmp.Compare(lead[a.Path], lead[b.Path]); d != 0 {
			return d
		}
		return cmp.Or(cmp.Compare(rankOf(a.Path), rankOf(b.Path)), cmp.Compare(a.Path, b.Path))
	})
	c.collect(lead)
}

// before says whether a rather than b gives a clip its name.
func before(a, b string) bool {
	return cmp.Or(cmp.Compare(rankOf(a), rankOf(b)), cmp.Compare(a, b)) < 0
}

func (c *Card) collect(lead map[string]string) {
	for i := range c.Files {
		f := &c.Files[i]
		by := lead[f.Path]
		if rankOf(by) == rankSide {
			continue
		}
		if f.Path == by {
			c.Clips = append(c.Clips, Clip{Name: stem(path.Base(by))})
		}
		f.Clip = len(c.Clips) - 1
		clip := &c.Clips[f.Clip]
		clip.Files, clip.Bytes = append(clip.Files, i), clip.Bytes+f.Size
	}
}
