package cli

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onset/office"
)

// healthTime is how long the service may take to say how it is.
const healthTime = 10 * time.Second

// healthCmd asks a running service whether it is well.
func (p *program) healthCmd() *cobra.Command {
	var at string
	c := p.command("healthz", cobra.NoArgs, func([]string) error { return p.health(at) })
	c.Flags().StringVar(&at, "web", office.DefaultWeb, p.Words.T("office.cli.healthz.web"))
	return c
}

func (p *program) health(at string) error {
	if !strings.Contains(at, "://") {
		at = "http://" + at
	}
	ctx, stop := context.WithTimeout(p.ctx, healthTime)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(at, "/")+"/healthz", nil)
	if err != nil {
		return p.usage("office.cli.healthz.bad")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return errors.New(p.Words.T("office.cli.healthz.none", "address", at))
	}
	defer func() { _ = answer.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
	if err != nil || answer.StatusCode != http.StatusOK {
		return errors.New(p.Words.T("office.cli.healthz.ill", "address", at))
	}
	if p.JSON {
		_, err = p.Out.Write(b)
		return err
	}
	p.Say("office.cli.healthz.well")
	return nil
}
