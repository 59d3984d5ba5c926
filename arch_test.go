// Package onset_test guards the shape of the whole tree: which rooms there are, what each promises, who may lean on whom.
package onset_test

import "testing"

// room is one line of the table: a package, its level, the promise that its name makes to a reader, and which of our
// packages it may import. "media/*" means media and everything below it.
type room struct {
	path    string
	level   int
	promise string
	imports []string
}

// rooms is the whole tree. A package exists only with a row here, and a row's imports are never of a higher level.
// A path that ends in "/*" is a row for every package below it.
var rooms = []room{
	{"consent", 0, "who agreed to what, for whom, and whether it holds at a given moment", nil},
	{"assets", 0, "what the binaries embed: icons, fonts, translations, terms, the signing page's files", nil},

	{"media", 1, "clips, the people tagged in them, and which uses they are cleared for", list("consent")},
	{"signer", 1, "seals a statement so that any later change shows; the only place with private keys", list("consent")},

	{"media/probe", 2, "reads the facts of a clip from its file", list("media")},
	{"media/slate", 2, "finds slates in pictures", list("consent", "media", "media/probe")},
	{"media/slate/slatetest", 2, "draws slates for tests: frames as a bad camera sees them", nil},
	{"media/xmp", 2, "writes consent IDs into standard metadata", list("consent", "media")},
	{"media/offload", 2, "verified copies of a card, with an ASC MHL manifest", list("media")},
	{"media/cut", 2, "reads an edit into source ranges", list("media")},
	{"signer/page", 2, "the one-time signing page for a phone on the local network", list("assets", "consent", "signer")},
	{"signer/page/phonetest", 2, "a phone for tests: speaks to a signing page as its script does", list("signer/page")},
	{"signer/join", 2, "one request that joins a device to a production", list("consent", "signer")},
	{"signer/evidence", 2, "the sealed PDF, the receipt, the bundle anyone can verify", list("assets", "consent", "signer")},
	{"store", 2, "keeps sealed statements and answers questions about them", list("consent", "media", "signer")},
	{"sync", 2, "carries statements and clips until both sides have them", list("consent", "signer", "sync/*")},
	{"sync/spool", 2, "statements as write-once files, and back", list("consent", "signer")},
	{"sync/engine", 2, "the embedded Syncthing", nil},

	{"app/flow", 3, "signing, tagging, offloading, pairing, without a screen", list("assets", "consent", "media/*", "signer/*")},
	{"app/ui", 3, "draws the flows", list("app/flow", "app/ui/*", "assets", "consent", "media")},
	{"app/ui/part", 3, "the parts the window is drawn with", list("assets")},
	{"app/keep", 3, "fits the store to the flows", list("app/flow", "consent", "media", "signer", "store")},
	{"app/say", 3, "how both programs speak on a terminal", list("app/flow", "assets", "consent")},
	{"app/metered", 3, "says whether the network costs by the byte", list()},
	{"app/carry", 3, "fits the carrier to the flows", list("app/flow", "consent", "signer", "sync", "sync/engine")},
	// The office opens a production through the same flows as the kit: two definitions of "withdrawn" are how a clip is cleared wrongly.
	{"office/web", 3, "the producers' pages", list("app/flow", "assets", "consent", "media", "signer")},

	{"app", 4, "the field kit, assembled", list("app/flow", "app/ui", "consent", "media/*", "signer/*")},
	{"app/cli", 4, "the kit's commands", list("app/flow", "app/say", "assets", "consent", "media/*", "signer/*")},
	{"office", 4, "the central service: receives, checks, answers, reports", list("app/carry", "app/flow", "assets", "consent", "media/*", "signer/*", "sync", "office/*")},
	{"office/cli", 4, "the central service's commands", list("app/cli", "app/flow", "app/say", "assets", "consent", "office", "office/web", "signer")},

	{"cmd/onset", 5, "flags and start of the field kit", list("app", "app/carry", "app/cli", "app/flow", "app/keep", "app/metered", "app/ui", "assets", "signer", "store", "sync")},
	{"cmd/onset-office", 5, "flags and start of the central service", list("app", "app/carry", "app/flow", "app/keep", "office", "office/cli", "assets", "signer", "store", "sync")},

	{"bench", 9, "prints as ratios what the kit must reach", list("*")},
	{"tools/*", 9, "what builds and checks the project; nobody imports it", list("*")},
	{".", 9, "tests about the whole tree", nil},
}

// keep says that packages matching an import may be imported only in some rooms.
type keep struct {
	imports []string // import paths; "x/*" is x and everything below it
	in      []string // rooms; "x/*" is x and everything below it
	tests   bool     // whether test files are held to it too
	why     string
}

// keeps are the rules about packages that are not ours. The bench measures against the bare libraries and is free.
var keeps = []keep{
	{list("go.etcd.io/bbolt/*"), list("store"), true, "the store's format is the store's secret"},
	{list("github.com/syncthing/*"), list("sync/engine"), true, "one place holds the engine and its traps"},
	{list("fyne.io/fyne/v2/app"), list("cmd/onset"), true, "it needs cgo and a screen, and the tests of every other package run without"},
	{list("fyne.io/fyne/v2", "fyne.io/fyne/v2/*", "fyne.io/systray"), list("app/ui/*", "cmd/onset"), true, "flows and commands run without a window"},
	{list("github.com/rwcarlsen/goexif/*"), list("media/probe"), true, "a 50-byte file can kill it, so it stays behind probe's guard"},
	{
		list("crypto/ecdsa", "crypto/ed25519", "crypto/ecdh", "crypto/rsa", "crypto/x509", "filippo.io/age/*",
			"golang.org/x/crypto/nacl/*", "golang.org/x/crypto/curve25519", "golang.org/x/crypto/ssh/*"),
		list("signer/*"), false, "private keys live in one place",
	},
	{list("golang.org/x/crypto/*"), list("signer/*", "store", "office/web"), false, "sealing and keys are the signer's, sealed values the store's, people's passwords the office's"},
	{list("os/exec"), list("media/probe", "cmd/*", "office/*"), false, "phones run no outside programs; ffmpeg is optional and behind one function"},
	{list("net/url", "net/netip"), list("*"), false, "they only parse"},
	{list("net/*"), list("signer/*", "sync/*", "app/*", "office/*", "cmd/*", "store"), false, "only rooms that serve or carry touch the network"},
	{list("testing", "testing/*", "pgregory.net/rapid", "github.com/rogpeppe/go-internal/*"), nil, false, "no test code in a program"},
}

// machine is what reaches out of the program.
var machine = list("net", "net/http/*", "net/mail", "net/rpc/*", "net/smtp", "net/textproto", "os/*", "database/*", "syscall", "io/ioutil")

// forbids are imports one room never has, for a promise of its own.
var forbids = []struct {
	room, why string
	imports   []string
}{
	{"consent", "the rules hold on any machine, without files, network or database", machine},
	{"media", "clearance is a pure function; files are probe's", machine},
}

// The ceilings. Tests may be longer: their tables are read line by line.
const (
	maxFile, maxTestFile = 500, 700
	maxFunc, maxTestFunc = 80, 120
)

// attics are names that promise nothing, so anything ends up in them.
var attics = list("util", "utils", "common", "model", "models", "errors", "helpers", "misc")

// documented are the rooms, with all below them, where every exported name says what it promises.
var documented = list("consent/*", "media/*", "signer/*", "store/*")

func list(s ...string) []string { return s }

func TestTree(t *testing.T) {
	tree, err := readTree(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(tree) < 2 {
		t.Fatal("no packages found: these tests run in the root of the repository")
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, p := range tree {
				for _, complaint := range rule.check(p) {
					t.Error(complaint)
				}
			}
		})
	}
}

func TestTableNeverPointsUp(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rooms {
		if seen[r.path] || r.promise == "" {
			t.Errorf("%s: a room has one row with a promise", r.path)
		}
		seen[r.path] = true
		for _, other := range rooms {
			if r.path != other.path && matches(r.imports, other.path) && other.level > r.level {
				t.Errorf("%s (level %d) may import %s (level %d): only the same level or lower", r.path, r.level, other.path, other.level)
			}
		}
	}
}
