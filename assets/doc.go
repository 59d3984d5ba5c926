// Package assets holds what the binaries embed: fonts, icons, translations,
// and the starter terms. It reads nothing from disk at run time and imports
// nothing of this project, so that every other package may use it.
package assets

import "embed"

// FS holds every embedded file, by its path under assets: "fonts/", "icons/",
// "lang/", "terms/". The licence of the fonts and icons lies beside them.
//
//go:embed fonts icons lang terms
var FS embed.FS
