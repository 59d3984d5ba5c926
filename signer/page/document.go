package page

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"regexp"
	"slices"
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

	paperStyle template.HTML
	paperCSP   string
}

// NewDocuments reads the embedded page once. It fails only for a broken build.
func NewDocuments() (*Documents, error) {
	words, err := loadWords()
	if err != nil {
		return nil, err
	}
	src := map[string]string{}
	for _, path := range pageFiles {
		b, err := fs.ReadFile(assets.FS, path)
		if err != nil {
			return nil, fmt.Errorf("read the page: %w", err)
		}
		src[path] = strings.TrimSpace(string(b))
	}
	tmpl, err := template.New("").Funcs(funcs).Parse(dense.Replace(src[assets.PageHTML] + "\n" + src[assets.PageStops] + "\n" + src[assets.PagePaper]))
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	style, script, box := src[assets.PageCSS], src[assets.PageScript], src[assets.PageBox]
	d := &Documents{tmpl: tmpl, words: words, said: saidBy(script, words.in("en"))}
	d.style = template.HTML("<style>" + style + "</style>")     //nolint:gosec // our own file
	d.script = template.HTML("<script>" + script + "</script>") //nolint:gosec // our own file
	d.both = template.HTML("<script>"+box+"</script>\n") + d.script
	d.csp = policy(style, box, script)
	d.paperStyle = template.HTML("<style>" + src[assets.PaperCSS] + "</style>") //nolint:gosec // our own file
	d.paperCSP = "default-src 'none'; style-src " + hashOf(src[assets.PaperCSS]) + "; img-src data:"
	return d, nil
}

var pageFiles = []string{
	assets.PageHTML, assets.PageStops, assets.PageCSS, assets.PageScript, assets.PageBox, assets.PagePaper, assets.PaperCSS,
}

// dense leaves out line ends between elements, where they mean nothing.
var dense = strings.NewReplacer(">\n<", "><", ">\n{{", ">{{", "}}\n<", "}}<", "}}\n{{", "}}{{")

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

// keyInScript is a key of the page's words as it stands in the script.
var keyInScript = regexp.MustCompile("[\"'`]([a-z]+\\.[a-z0-9_]+)[\"'`]")

// saidBy are the keys that the script says, and those that only an answer of
// the door names.
func saidBy(script string, w *assets.Words) []string {
	keys := []string{"err.long"}
	for _, m := range keyInScript.FindAllStringSubmatch(script, -1) {
		if w.Has(m[1]) && !slices.Contains(keys, m[1]) {
			keys = append(keys, m[1])
		}
	}
	return keys
}

// Words are the words of a language, of the nearest wider one, or English.
func (d *Documents) Words(lang string) *assets.Words { return d.words.in(lang) }

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
