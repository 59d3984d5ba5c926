package assets

import "strings"

// Match finds the language of a BCP 47 tag among others, as they are spelled
// there: the tag itself, else without its last subtags ("da-Latn-DK" as "da"),
// and Norwegian of either kind ("no", "nn") as Bokmål where it is not there
// itself. Case does not count, nor "_" for "-". Empty when it is not among them.
func Match(tag string, among []string) string {
	for wider := strings.ReplaceAll(tag, "_", "-"); wider != ""; wider = wider[:max(strings.LastIndexByte(wider, '-'), 0)] {
		tags := []string{wider}
		if strings.EqualFold(wider, "no") || strings.EqualFold(wider, "nn") {
			tags = append(tags, "nb")
		}
		for _, t := range tags {
			for _, known := range among {
				if strings.EqualFold(known, t) {
					return known
				}
			}
		}
	}
	return ""
}
