// Command pagemin makes the style and the script that the signing page carries from those that people read.
//
//	pagemin [-root DIR]
//
// It writes assets/page/min/page.css from assets/page/page.css, and page.js from the parts in assets/page/script. A phone
// at the edge of a Wi-Fi has to get the whole page, text included, in under 100 kB; a third of what makes the script
// readable is left out on the way.
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

// parts are the script's, in order: they share one function, as no phone's browser of 2019 is sure to load modules in a
// page that asks for nothing.
var parts = []string{"base.js", "door.js", "typed.js", "answer.js", "pad.js", "held.js", "face.js", "after.js", "begin.js"}

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
	style, err := os.ReadFile(filepath.Join(root, "page.css"))
	if err != nil {
		return nil, err
	}
	script, err := joined(filepath.Join(root, "script"))
	if err != nil {
		return nil, err
	}
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.Add("application/javascript", &js.Minifier{Version: 2019})
	if style, err = m.Bytes("text/css", style); err != nil {
		return nil, fmt.Errorf("page.css: %w", err)
	}
	if script, err = m.Bytes("application/javascript", script); err != nil {
		return nil, fmt.Errorf("the script: %w", err)
	}
	return map[string][]byte{"page.css": append(briefer(style), '\n'), "page.js": append(script, '\n')}, nil
}

// joined is the whole script. A part that the list does not name is an error.
func joined(dir string) ([]byte, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*.js"))
	if err != nil {
		return nil, err
	}
	if len(found) != len(parts) {
		return nil, fmt.Errorf("%d parts in %s, want %v", len(found), dir, parts)
	}
	script := []byte("(() => {\n\"use strict\";\n")
	for _, name := range parts {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		script = append(append(script, b...), '\n')
	}
	return append(script, "})();\n"...), nil
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
