// Command onset is the field kit: without a command it opens the window.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"onset/app"
	"onset/app/cli"
	"onset/app/flow"
	"onset/app/keep"
)

// version is set by the linker when a release is built.
var version = "development"

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	carried := &carrying{}
	code := cli.Run(ctx, env(carried))
	if carried.close() != nil && code == cli.Done {
		return cli.Failed
	}
	return code
}

// env is this machine as the commands see it.
func env(carried *carrying) cli.Env {
	return cli.Env{
		Streams: app.Streams(),
		Args:    os.Args[1:],
		Getenv:  os.Getenv,
		DataDir: app.DataDir,
		Open:    func(dir string) (*flow.Home, error) { return app.OpenHome(dir, version, keep.Create, keep.Open) },
		Secret:  app.Secret(),
		Window:  window(carried),
		Carry:   carried.start,
		Now:     time.Now,
		Version: version,
	}
}
