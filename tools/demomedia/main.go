// Command demomedia writes a small camera card: a photo and a clip with the facts a camera would note.
//
//	demomedia FOLDER
//
// It serves the demonstration of a day through the commands, where no real camera is at hand.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// taken is the moment both files claim: the next whole second, so that it is after any signature made before.
func taken(now time.Time) time.Time { return now.Truncate(time.Second).Add(time.Second) }

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: demomedia FOLDER")
		os.Exit(2)
	}
	if err := writeCard(os.Args[1], taken(time.Now())); err != nil {
		fmt.Fprintln(os.Stderr, "demomedia:", err)
		os.Exit(1)
	}
}

func writeCard(dir string, at time.Time) error {
	photo, err := photo(at)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, data := range map[string][]byte{"IMG_0001.JPG": photo, "A001C001.MP4": clip(at)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
