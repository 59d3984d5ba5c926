// Package assets holds what the binaries embed: fonts, icons, translations,
// and the starter terms. It reads nothing from disk at run time and imports
// nothing of this project, so that every other package may use it.
package assets

import "embed"

// FS holds every embedded file, by its path under assets: "fonts/", "icons/",
// "lang/", "office/" (the producers' pages), "page/" (the signing page),
// "terms/". Licences lie beside what they are of.
//
//go:embed fonts icons lang office page terms
var FS embed.FS
