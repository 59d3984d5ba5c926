// Command pagemin makes the style and the script that the signing page carries from those that people read.
//
//	pagemin [-root DIR]
//
// It writes assets/page/min from assets/page/page.css and page.js. A phone at the edge of a Wi-Fi has to get the whole
// page, text included, in under 100 kB; half of what makes page.js readable is left out on the way.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

func main() {
	root := flag.String("root", ".", "the `folder` of the page's files")
	flag.Parse()
	if err := write(*root); err != nil {
		fmt.Fprintln(os.Stderr, "pagemin:", err)
		os.Exit(1)
	}
}

// files are what is made, by the media type that says how.
var files = map[string]string{"page.css": "text/css", "page.js": "application/javascript"}

func write(root string) error {
	made, err := minified(root)
	if err != nil {
		return err
	}
	for name, b := range made {
		if err := os.WriteFile(filepath.Join(root, "min", name), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// minified gives what is to stand in the folder min. The language stays that of
// browsers of 2019.
func minified(root string) (map[string][]byte, error) {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.Add("application/javascript", &js.Minifier{Version: 2019})
	out := map[string][]byte{}
	for name, kind := range files {
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return nil, err
		}
		if b, err = m.Bytes(kind, b); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if kind == "text/css" {
			b = briefer(b)
		}
		out[name] = append(b, '\n')
	}
	return out, nil
}

var property = regexp.MustCompile(`--[a-z][a-z0-9-]*`)

// briefer gives the style's own properties names of a letter or two.
func briefer(css []byte) []byte {
	names := map[string]string{}
	return property.ReplaceAllFunc(css, func(long []byte) []byte {
		short, known := names[string(long)]
		if !known {
			short = "--" + strconv.FormatInt(int64(10+len(names)), 36)
			names[string(long)] = short
		}
		return []byte(short)
	})
}
