package office

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"onset/app/flow"
)

// server is a web server that no one here wrote. The test skips without it,
// unless ONSET_PROXIES says that all are there.
func server(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil { // Debian keeps daemons where users do not look
		path, err = exec.LookPath(filepath.Join("/usr/sbin", name))
	}
	if err != nil && os.Getenv("ONSET_PROXIES") != "" {
		t.Fatalf("%s is not installed, and ONSET_PROXIES says that it is", name)
	}
	if err != nil {
		t.Skip(name + " is not installed")
	}
	return path
}

// front is a proxy with the configuration of docs/office, at a port of its own.
type front struct {
	dir  string // everything that it writes
	at   string
	out  *lines
	http *http.Client
	stop func()
}

const proxiedName = "onset.example"

// proxied are the proxies that docs/OFFICE.md has a configuration for.
var proxied = map[string]func(t *testing.T, f *front, upstream string) *exec.Cmd{
	"nginx": func(t *testing.T, f *front, upstream string) *exec.Cmd {
		site := documented(t, "nginx.conf",
			`listen \[::\]:\d+[^;]*;`, "",
			`listen 80;`, "listen 127.0.0.1:"+freePort(t)+";",
			`listen 443 `, "listen "+f.at+" ",
			`/etc/ssl/`, f.dir+"/",
			`/var/log/nginx/`, f.dir+"/",
			`127\.0\.0\.1:8080`, upstream)
		return nginx(t, f, "", "http {\naccess_log off;\n"+site+temporary("http", f.dir)+"}\n")
	},
	"caddy": func(t *testing.T, f *front, upstream string) *exec.Cmd {
		program := server(t, "caddy")
		conf := filepath.Join(f.dir, "Caddyfile")
		must(t, os.WriteFile(conf, []byte(documented(t, "Caddyfile",
			`(?m)^\{$`, "{\n\tadmin off\n\tauto_https disable_redirects\n",
			`(?m)^onset\.example \{`, "https://onset.example:"+portOf(t, f.at)+" {\n\tbind 127.0.0.1\n\ttls "+f.dir+"/onset.crt "+f.dir+"/onset.key\n",
			`127\.0\.0\.1:8080`, upstream)), 0o600))
		c := exec.Command(program, "run", "--config", conf, "--adapter", "caddyfile")
		c.Env = append(os.Environ(), "HOME="+f.dir, "XDG_DATA_HOME="+f.dir, "XDG_CONFIG_HOME="+f.dir)
		return c
	},
}

// nginx runs with a configuration around the documented part.
func nginx(t *testing.T, f *front, first, part string) *exec.Cmd {
	program := server(t, "nginx")
	conf := filepath.Join(f.dir, "nginx.conf")
	must(t, os.WriteFile(conf, []byte(first+"daemon off;\npid "+f.dir+"/pid;\nerror_log stderr;\nevents {}\n"+part), 0o600))
	if out, err := exec.Command(program, "-t", "-p", f.dir, "-c", conf).CombinedOutput(); err != nil {
		t.Fatalf("nginx -t: %v\n%s", err, out)
	}
	return exec.Command(program, "-p", f.dir, "-c", conf)
}

// temporary has nginx keep its temporary files where the test may write.
func temporary(of, dir string) (out string) {
	for _, what := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		out += what + "_temp_path " + dir + "/" + of + "-" + what + ";\n"
	}
	return out
}

// documented is a file of docs/office with what a machine has of its own
// replaced: patterns and what stands for them. Each must be in it.
func documented(t *testing.T, name string, pairs ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "docs", "office", name))
	must(t, err)
	text := string(b)
	for i := 0; i < len(pairs); i += 2 {
		re := regexp.MustCompile(pairs[i])
		if !re.MatchString(text) {
			t.Fatalf("%s has no %s", name, pairs[i])
		}
		text = re.ReplaceAllLiteralString(text, pairs[i+1])
	}
	return text
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	must(t, l.Close())
	return portOf(t, l.Addr().String())
}

func portOf(t *testing.T, address string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	must(t, err)
	return port
}

// before puts a proxy before an address of this machine until the test ends.
func before(t *testing.T, kind, upstream string) *front {
	t.Helper()
	f := &front{dir: t.TempDir(), out: &lines{}, at: "127.0.0.1:" + freePort(t)}
	f.http = &http.Client{
		Transport:     &http.Transport{TLSClientConfig: f.certificate(t), DialContext: f.dial, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	f.run(t, proxied[kind](t, f, upstream))
	return f
}

func (f *front) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, network, f.at)
}

// run starts the proxy and waits until it listens.
func (f *front) run(t *testing.T, c *exec.Cmd) {
	t.Helper()
	c.Stdout, c.Stderr = f.out, f.out
	must(t, c.Start())
	ended := make(chan struct{})
	go func() { _ = c.Wait(); close(ended) }()
	f.stop = func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		<-ended
	}
	t.Cleanup(func() {
		f.stop()
		if t.Failed() {
			t.Log(f.out)
		}
	})
	until(t, "the proxy to listen", func() bool {
		select {
		case <-ended:
			t.Fatalf("the proxy ended:\n%s", f.out)
		default:
		}
		c, err := net.Dial("tcp", f.at)
		return err == nil && c.Close() == nil
	})
}

// certificate makes one for the public name, signed by itself, and trusts it.
func (f *front) certificate(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: proxiedName}, DNSNames: []string{proxiedName},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}, &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: proxiedName}}, key.Public(), key)
	must(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	crt := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	must(t, os.WriteFile(filepath.Join(f.dir, "onset.crt"), crt, 0o600))
	must(t, os.WriteFile(filepath.Join(f.dir, "onset.key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(crt)
	return &tls.Config{RootCAs: pool}
}

// ask sends a request to the public name and gives the status and the header.
func (f *front) ask(t *testing.T, method, path, contentType string, body []byte, header ...string) (int, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "https://"+proxiedName+path, bytes.NewReader(body))
	must(t, err)
	r.Header.Set("Content-Type", contentType)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := f.http.Do(r)
	must(t, err)
	_, err = io.Copy(io.Discard, a.Body)
	must(t, errors.Join(err, a.Body.Close()))
	return a.StatusCode, a.Header
}

// Each documented proxy hands the pages on as they are, tells who asks and
// takes nobody's word for it, and writes down nothing that people sent.
func TestBehindAProxy(t *testing.T) {
	for kind := range proxied {
		t.Run(kind, func(t *testing.T) {
			r := prepared(t, func(o *Options) { o.Public = "https://" + proxiedName })
			f := before(t, kind, r.at["web"])
			if got, _ := f.ask(t, "GET", "/healthz", "", nil); got != http.StatusOK {
				t.Fatalf("healthz: %d", got)
			}
			if got, h := f.ask(t, "GET", "/login", "", nil); got != http.StatusOK || h.Get("Strict-Transport-Security") == "" || h.Get("Content-Security-Policy") == "" {
				t.Errorf("login: %d, %v", got, h)
			}
			if got, _ := f.ask(t, "POST", "/s/none", "application/octet-stream", make([]byte, 2<<20)); got != http.StatusNotFound {
				t.Errorf("a signature of 2 MiB: %d", got)
			}
			f.guesses(t)
			f.keepsNothing(t, r)
		})
	}
}

// guesses tries passwords from one place that claims to be many.
func (f *front) guesses(t *testing.T) {
	t.Helper()
	form := url.Values{"email": {"nana@example.org"}, "password": {"SECRETWORD guessed"}}.Encode()
	for i := range 8 {
		got, _ := f.ask(t, "POST", "/login", "application/x-www-form-urlencoded", []byte(form),
			"X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i), "Origin", "https://"+proxiedName)
		if got == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("who claims to be somebody else at each try may go on guessing")
}

// keepsNothing looks for what people sent in everything the proxy wrote, also
// while the service is away.
func (f *front) keepsNothing(t *testing.T, r *running) {
	t.Helper()
	f.ask(t, "GET", "/k/SECRETCODE", "", nil)
	must(t, r.stop())
	if got, _ := f.ask(t, "GET", "/k/SECRETCODE", "", nil); got != http.StatusBadGateway {
		t.Errorf("without the service: %d", got)
	}
	f.stop()
	if log := f.out.String(); strings.Contains(log, "SECRET") {
		t.Errorf("it says what was asked for:\n%s", log)
	}
	must(t, filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte("SECRET")) {
			t.Errorf("%s holds what was asked for", path)
		}
		return err
	}))
}

// A line that the service says comes at once, not when the answer ends.
func TestAProxyDoesNotHoldBackALine(t *testing.T) {
	for kind := range proxied {
		t.Run(kind, func(t *testing.T) {
			heard := make(chan struct{})
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = io.WriteString(w, "data: one\n\n")
				_ = http.NewResponseController(w).Flush()
				select {
				case <-heard:
				case <-r.Context().Done():
				}
			}))
			defer service.Close()
			f := before(t, kind, strings.TrimPrefix(service.URL, "http://"))
			ctx, stop := context.WithTimeout(t.Context(), time.Minute)
			defer stop()
			q, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+proxiedName+"/", nil)
			must(t, err)
			a, err := f.http.Do(q)
			must(t, err)
			defer func() { _ = a.Body.Close() }()
			line := make([]byte, len("data: one"))
			if _, err := io.ReadFull(a.Body, line); err != nil {
				t.Errorf("the line does not come: %v", err)
			}
			close(heard)
		})
	}
}

// Pairing passes through what does not look into it, and through nothing that does.
func TestPairingThroughAStream(t *testing.T) {
	module := "/usr/lib/nginx/modules/ngx_stream_module.so"
	if _, err := os.Stat(module); err != nil && os.Getenv("ONSET_PROXIES") == "" {
		t.Skip("nginx passes no streams here")
	}
	r, k := prepared(t), founded(t)
	f := &front{dir: t.TempDir(), out: &lines{}, at: "127.0.0.1:" + freePort(t)}
	f.run(t, nginx(t, f, "load_module "+module+";\n", documented(t, "nginx-stream.conf",
		`listen 22443`, "listen "+f.at,
		`listen 22000`, "listen 127.0.0.1:"+freePort(t),
		`192\.0\.2\.10:22443`, r.at["join"],
		`192\.0\.2\.10:22000`, r.at["join"])))
	i, err := r.InviteProduction(t.Context(), flow.InviteOptions{Addresses: []string{f.at}})
	must(t, err)
	must(t, k.BringToOffice(t.Context(), i.Code))

	ends := httptest.NewTLSServer(http.NotFoundHandler())
	defer ends.Close()
	i, err = r.InviteProduction(t.Context(), flow.InviteOptions{Addresses: []string{ends.Listener.Addr().String()}})
	must(t, err)
	if err := founded(t).BringToOffice(t.Context(), i.Code); !errors.Is(err, flow.ErrPairOther) {
		t.Errorf("through one that ends TLS: %v", err)
	}
}
