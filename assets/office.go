package assets

import "io/fs"

// OfficeFS holds what the producers' pages are made of: templates named
// "*.html" that share "base.html", "office.css", and the status shapes
// "shapes.svg" as symbols.
func OfficeFS() fs.FS {
	sub, err := fs.Sub(FS, "office")
	if err != nil {
		return FS // "office" is a valid path, so this does not happen
	}
	return sub
}
