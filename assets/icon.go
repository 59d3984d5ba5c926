package assets

import (
	"io/fs"
	"slices"
	"strings"
)

const iconExt = ".svg"

// Icon returns the SVG of a Material Symbols Rounded icon of weight 500 by its
// name there, with "-fill" appended for the filled form ("today",
// "check_circle-fill"), and whether it is embedded. The shapes are filled
// paths in a view box of "0 -960 960 960" without a colour of their own.
func Icon(name string) ([]byte, bool) {
	b, err := FS.ReadFile("icons/" + name + iconExt)
	return b, err == nil
}

// Icons returns the names of all embedded icons, sorted.
func Icons() []string {
	return baseNames("icons", iconExt)
}

// baseNames lists the embedded files of a folder that end in ext, without it,
// sorted.
func baseNames(dir, ext string) []string {
	entries, err := fs.ReadDir(FS, dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ext); ok && !e.IsDir() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
