package flow

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sidecars are files beside clips that are no clips: what cameras and tools
// write about them. They are passed over in folders without a word.
var sidecars = []string{
	".xmp", ".thm", ".lrv", ".lrf", ".xml", ".bim", ".cpi", ".bdm", ".mpl", ".ppn", ".smi", ".mif", ".idx", ".mhl", ".txt", ".csv",
	".log", ".ale", ".edl", ".otio", ".fcpxml", ".json", ".pdf", ".html", ".md5", ".sha1", ".sha256", ".xxh", ".xxh128", ".db", ".ini",
	".srt", ".gpx", ".dat", ".bin", ".sav", ".rsv", ".bup", ".ctg", ".modd", ".moff", ".aae", ".pek", ".cfa",
}

// walk finds the files under the paths, in order. Links are not followed, so
// that a folder cannot loop; hidden files and sidecars are left out unless they
// are named themselves.
func walk(ctx context.Context, paths []string) []foundFile {
	var out []foundFile
	seen := map[string]bool{}
	add := func(f foundFile) {
		if !seen[f.path] {
			seen[f.path] = true
			out = append(out, f)
		}
	}
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err != nil {
			add(foundFile{path: p, err: err})
			continue
		}
		info, err := os.Stat(abs)
		switch {
		case err != nil:
			add(foundFile{path: abs, err: err})
		case info.IsDir():
			walkFolder(ctx, abs, add)
		default:
			add(regular(abs, info))
		}
	}
	return out
}

func walkFolder(ctx context.Context, root string, add func(foundFile)) {
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			add(foundFile{path: path, err: err})
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if path != root && strings.HasPrefix(d.Name(), ".") || strings.EqualFold(d.Name(), "ascmhl") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || slices.Contains(sidecars, strings.ToLower(filepath.Ext(d.Name()))) {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			add(foundFile{path: path, err: err})
			return nil
		}
		add(regular(path, info))
		return nil
	})
}

func regular(path string, info fs.FileInfo) foundFile {
	if !info.Mode().IsRegular() {
		return foundFile{path: path, err: ErrNotAFile}
	}
	return foundFile{path: path, size: info.Size(), mod: info.ModTime()}
}
