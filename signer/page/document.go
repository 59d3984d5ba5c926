package page

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"

	"onset/assets"
)

// MaxDocument is the most bytes of one document, with its style and scripts,
// before it is packed: a phone far from the access point still gets it at once.
const MaxDocument = 100_000

// Documents renders what a phone shows. It holds no state of a visit and is
// safe for use by many at once.
type Documents struct {
	tmpl   *template.Template
	words  wordsOf
	style  template.HTML
	script template.HTML // ours
	both   template.HTML // the encryption and ours
	csp    string
	said   []string // keys of the words that the script says
}

// NewDocuments reads the embedded page once. It fails only for a broken build.
func NewDocuments() (*Documents, error) {
	words, err := loadWords()
	if err != nil {
		return nil, err
	}
	tmpl, err := template.New("").Funcs(funcs).ParseFS(assets.FS, assets.PageHTML, pageStops)
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	src := map[string]string{}
	for _, path := range []string{assets.PageCSS, assets.PageScript, assets.PageBox} {
		b, err := fs.ReadFile(assets.FS, path)
		if err != nil {
			return nil, fmt.Errorf("read the page: %w", err)
		}
		src[path] = string(b)
	}
	style, script, box := dense(src[assets.PageCSS]), dense(src[assets.PageScript]), strings.TrimSpace(src[assets.PageBox])
	d := &Documents{tmpl: tmpl, words: words, said: saidBy(script, words.in("en"))}
	d.style = template.HTML("<style>" + style + "</style>")     //nolint:gosec // our own file
	d.script = template.HTML("<script>" + script + "</script>") //nolint:gosec // our own file
	d.both = template.HTML("<script>"+box+"</script>\n") + d.script
	d.csp = policy(style, box, script)
	return d, nil
}

const pageStops = "page/stops.html"

// CSP is the Content-Security-Policy of every document: nothing but the style
// and the scripts that were built in, and no address but the page's own.
func (d *Documents) CSP() string { return d.csp }

func policy(style string, scripts ...string) string {
	sources := ""
	for _, s := range scripts {
		sources += " " + hashOf(s)
	}
	return "default-src 'none'; style-src " + hashOf(style) + "; script-src" + sources +
		"; connect-src 'self'; img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// dense leaves out indentation, blank lines and lines that are only a comment,
// which are for whoever reads the file and a quarter of it. No string of ours
// goes over a line's end.
func dense(text string) string {
	var b strings.Builder
	inComment := false
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		switch {
		case inComment:
			inComment = !strings.HasSuffix(l, "*/")
		case strings.HasPrefix(l, "/*"):
			inComment = !strings.HasSuffix(l, "*/")
		case l != "" && !strings.HasPrefix(l, "//"):
			b.WriteString(l)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// saidBy are the keys that stand in the script as "area.key".
func saidBy(script string, w *assets.Words) []string {
	var keys []string
	seen := map[string]bool{}
	for i, part := range strings.Split(script, `"`) {
		if i%2 == 1 && strings.Contains(part, ".") && w.Has(part) && !seen[part] {
			seen[part] = true
			keys = append(keys, part)
		}
	}
	return keys
}

// base is what every document has.
type base struct {
	words      *assets.Words
	Lang, Dir  string
	Title      string
	Production string
	Style      template.HTML
	Scripts    template.HTML
	Again      bool // look again in a minute
}

func (d *Documents) base(lang string) base {
	w := d.words.in(lang)
	return base{words: w, Lang: w.Tag, Dir: direction(w.Tag), Style: d.style, Scripts: d.script}
}

// T says something in the language of the document.
func (b base) T(key string, pairs ...any) string { return b.words.T(key, pairs...) }

func (d *Documents) render(w io.Writer, name string, data any) error {
	if err := d.tmpl.ExecuteTemplate(w, name, data); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return nil
}
