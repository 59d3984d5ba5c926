package ui

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
)

// openPage shows a page in this device's browser, from where it is printed. It
// is handed over from memory: a receipt holds a name, and nothing readable of a
// participant is written to a disk without being asked for.
func (u *UI) openPage(page func(context.Context) ([]byte, error)) {
	var link string
	u.work(func(ctx context.Context) error {
		b, err := page(ctx)
		if err == nil {
			link, err = handOut(u.ctx, b, pageOpen)
		}
		return err
	}, func(err error) {
		if u.try(err) {
			u.browse(link)
		}
	})
}

// browse shows an address in the browser.
func (u *UI) browse(link string) {
	at, err := url.Parse(link)
	if !u.try(err) {
		return
	}
	open := u.opt.OpenURL
	if open == nil {
		open = u.app.OpenURL
	}
	u.try(open(at))
}

// pageOpen is how long a browser may take to fetch a page, and to fetch it again.
const pageOpen = 2 * time.Minute

// handOut offers a page to this device alone, at an address nobody can guess,
// until the time is over or ctx ends.
func handOut(ctx context.Context, page []byte, keep time.Duration) (string, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	host, path := ln.Addr().String(), "/"+rand.Text()
	s := &http.Server{Handler: onlyPage(host, path, page), ReadTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 8 << 10}
	ctx, cancel := context.WithTimeout(ctx, keep)
	context.AfterFunc(ctx, func() { cancel(); _ = s.Close() })
	go func() { _ = s.Serve(ln) }() // it ends with an error whenever it is closed
	return "http://" + host + path, nil
}

// onlyPage answers its own host and path, and nothing else.
func onlyPage(host, path string, page []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if r.Host != host || r.URL.Path != path || r.Method != http.MethodGet {
			http.NotFound(w, r)
			return
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		if _, err := w.Write(page); err != nil {
			fyne.LogError("page for the browser", err)
		}
	})
}
