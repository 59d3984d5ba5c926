// Command onset-office is the central service of a production company: kits
// bring it what was signed and filmed, and producers ask it what may be used.
package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"onset/app"
	"onset/app/flow"
	"onset/app/keep"
	"onset/office/cli"
)

// version is set by the linker when a release is built.
var version = "development"

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return cli.Run(ctx, env())
}

// env is this machine as the commands see it.
func env() cli.Env {
	return cli.Env{
		Streams:   app.Streams(),
		Args:      os.Args[1:],
		Getenv:    os.Getenv,
		DataDir:   dataDir,
		Open:      func(dir string) (*flow.Home, error) { return app.OpenHome(dir, version, keep.Create, keep.Open) },
		Secret:    app.Secret(),
		FreeSpace: app.FreeSpace,
		Now:       time.Now,
		Version:   version,
	}
}

// dataDir is beside the kit's home, so that both can live on one machine.
func dataDir() (string, error) {
	dir, err := app.DataDir()
	return filepath.Join(filepath.Dir(dir), cli.Name), err
}
