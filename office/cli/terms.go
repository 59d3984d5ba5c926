package cli

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"onset/app/say"
	"onset/consent"
)

// maxTerms is the most of a file of terms that is read.
const maxTerms = 4 << 20

// termsCmd lists the texts that are published, and publishes others.
func (p *program) termsCmd() *cobra.Command {
	c := p.command("terms", cobra.NoArgs, func([]string) error { return p.listTerms() })
	publish := p.command("publish FILE", cobra.ExactArgs(1), func(args []string) error { return p.publishTerms(args[0]) })
	publish.Short = p.Words.T("office.cli.terms.publish")
	c.AddCommand(publish)
	return c
}

// termsJSON is one row of terms --json.
type termsJSON struct {
	Key       string   `json:"key"`
	Version   int      `json:"version"`
	Title     string   `json:"title"`
	Languages []string `json:"languages"`
}

func (p *program) listTerms() error {
	k, err := p.kit()
	if err != nil {
		return err
	}
	var rows []termsJSON
	for _, t := range k.Terms(p.Words.Tag) {
		rows = append(rows, termsJSON{t.Key, t.Version, t.Title, t.Languages})
	}
	return say.List(&p.Voice, rows, "office.cli.terms.none", []string{"terms", "title"}, func(t termsJSON) []string {
		return []string{t.Key, t.Title}
	})
}

// publishTerms publishes the texts in a file, as the next version of their key.
func (p *program) publishTerms(name string) error {
	f, err := os.Open(p.path(name))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxTerms+1))
	if err != nil {
		return err
	}
	if len(b) > maxTerms {
		return errors.New(p.Words.T("cli.file_too_large", "file", name))
	}
	t, err := consent.ParseTerms(b)
	if err != nil {
		return say.About(name, err)
	}
	k, err := p.kit()
	if err != nil {
		return err
	}
	if err := k.PublishTerms(p.ctx, t); err != nil {
		return say.About(name, err)
	}
	return p.Result(map[string]string{"terms": t.Key}, t.Key)
}
