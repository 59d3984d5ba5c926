package ui

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func get(t *testing.T, link, host string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	noError(t, err)
	if host != "" {
		req.Host = host
	}
	resp, err := http.DefaultClient.Do(req)
	noError(t, err)
	b, err := io.ReadAll(resp.Body)
	noError(t, err)
	noError(t, resp.Body.Close())
	return resp.StatusCode, string(b)
}

func TestAPageIsHandedToThisDeviceOnly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	link, err := handOut(ctx, []byte("<p>Karen</p>"), time.Hour)
	noError(t, err)
	at, err := url.Parse(link)
	noError(t, err)
	if at.Hostname() != "127.0.0.1" || len(at.Path) < 20 {
		t.Errorf("it stands at %s", link)
	}
	for range 2 { // a browser may fetch it again
		if code, body := get(t, link, ""); code != http.StatusOK || !strings.Contains(body, "Karen") {
			t.Errorf("got %d %q", code, body)
		}
	}
	for name, c := range map[string][2]string{
		"another path": {"http://" + at.Host + "/", ""}, "another host": {link, "onset.example"}, "a longer path": {link + "x", ""},
	} {
		if code, body := get(t, c[0], c[1]); code != http.StatusNotFound || strings.Contains(body, "Karen") {
			t.Errorf("%s: got %d %q", name, code, body)
		}
	}
	cancel()
	deadline := time.Now().Add(10 * time.Second)
	for {
		resp, err := http.Get(link) //nolint:noctx // the server's end is what is waited for
		if err != nil {
			break
		}
		noError(t, resp.Body.Close())
		if time.Now().After(deadline) {
			t.Fatal("it is still there")
		}
	}
}

func TestAReceiptOpensAsAPage(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	var opened []string
	u.opt.OpenURL = func(at *url.URL) error { opened = append(opened, at.String()); return nil }
	waitingReceipt(t, u)
	tap(t, u, u.bare.(*receiptScreen).t("receipt.as_page"))
	if len(opened) != 1 || !strings.HasPrefix(opened[0], "http://127.0.0.1:") {
		t.Fatalf("opened %v", opened)
	}
	if code, body := get(t, opened[0], ""); code != http.StatusOK || !strings.Contains(body, "Oskar Dahl") {
		t.Errorf("got %d %q", code, body)
	}
}
