package xmp

import (
	"path/filepath"
	"strings"
)

// mediaKind is what a file's name says of it. It decides names only; what is
// written into a file depends on its content.
type mediaKind uint8

const (
	notMedia mediaKind = iota
	otherMedia
	rawMedia
)

var (
	rawExtensions = strings.Fields(`3fr arw ari braw cap cin cine cr2 cr3 crm crw dcr dng erf fff gpr iiq k25 kdc mef mos mrw nef nev
		nrw orf pef r3d raf raw rw2 rwl sr2 srf srw x3f`)
	otherExtensions = strings.Fields(`jpg jpeg jpe heic heif hif avif png webp tif tiff gif bmp jxl psd dpx exr
		mp4 m4v mov qt 3gp 3g2 avi mkv webm mts m2ts m2t mpg mpeg mxf wmv insv lrv`)
)

func kindOf(name string) mediaKind {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	for _, e := range rawExtensions {
		if e == ext {
			return rawMedia
		}
	}
	for _, e := range otherExtensions {
		if e == ext {
			return otherMedia
		}
	}
	return notMedia
}

// isCameraRaw reports whether the name is that of a raw file with a format of
// its maker's own. Many are TIFF inside, and would break.
func isCameraRaw(path string) bool {
	return kindOf(path) == rawMedia && !strings.EqualFold(filepath.Ext(path), ".dng")
}
