package signer

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"onset/consent"
)

const testPass = "river stone apple cloud table"

// testWork keeps the tests quick; TestKeyringVector opens a file with the real factor.
const testWork = 5

func newKeyring(t testing.TB) (*Keyring, string) {
	t.Helper()
	k, code, err := createKeyring(filepath.Join(t.TempDir(), "keyring"), testPass, fixed("keyring"), testWork)
	if err != nil {
		t.Fatal(err)
	}
	return k, code
}

func newProduction(t testing.TB, name string) *Production {
	t.Helper()
	p, err := NewProduction(fixed(name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Found(testCodec, ProductionSet{Nonce: make([]byte, 16)}, consent.ID{1}, testTime, ""); err != nil {
		t.Fatal(err)
	}
	p.NextKey = [32]byte{7}
	p.Crew = []Person{{ID: consent.ID{5}, Name: "Camera A"}}
	return p
}

func open(t *testing.T, path, secret string) *Keyring {
	t.Helper()
	k, err := OpenKeyring(path, secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func sameProductions(t *testing.T, got, want *Keyring) {
	t.Helper()
	g, err := got.encode()
	if err != nil {
		t.Fatal(err)
	}
	w, err := want.encode()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(g, w) || len(got.Productions) != len(want.Productions) {
		t.Errorf("the keyring holds other keys")
	}
}

func TestTheRecoveryCodeOpensAndANewPassphraseKeepsEverything(t *testing.T) {
	k, code := newKeyring(t)
	k.Sync = SyncKey{Certificate: []byte("cert"), Key: []byte("key")}
	k.Productions = []*Production{newProduction(t, "one"), newProduction(t, "two")}
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}

	forgiving := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	forgiving = strings.ReplaceAll(forgiving, "0", "o")
	byCode := open(t, k.path, forgiving)
	sameProductions(t, byCode, k)
	if err := byCode.ChangePassphrase("four other plain words"); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeyring(k.path, testPass); !errors.Is(err, ErrPassphrase) {
		t.Errorf("the old passphrase: %v", err)
	}
	again := open(t, k.path, "  four other  plain words\n")
	sameProductions(t, again, k)
	if p := again.Production(k.Productions[1].ID); p == nil || p.NextKey != ([32]byte{7}) || p.Seal.Author() != k.Productions[1].Seal.Author() {
		t.Errorf("production two: %v", p)
	}
	if again.Production(consent.Ref{1}) != nil {
		t.Error("found a production that is not there")
	}
	sameProductions(t, open(t, k.path, code), k)

	newCode, err := again.NewRecovery(fixed("another code"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeyring(k.path, code); !errors.Is(err, ErrPassphrase) {
		t.Errorf("the old code: %v", err)
	}
	sameProductions(t, open(t, k.path, newCode), k)
}

func TestOpenKeyringRefuses(t *testing.T) {
	k, code := newKeyring(t)
	wrongLetter := []byte(code)
	wrongLetter[0] = codeLetters[(strings.IndexByte(codeLetters, code[0])+1)%32]
	for secret, want := range map[string]error{
		"river stone apple cloud":        ErrPassphrase,
		"":                               ErrPassphrase,
		string(wrongLetter):              ErrTypo,
		"apple river stone cloud table1": ErrPassphrase,
	} {
		if _, err := OpenKeyring(k.path, secret); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", secret, err, want)
		}
	}
	if _, err := OpenKeyring(k.path+"x", testPass); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, _, err := CreateKeyring(k.path, testPass, fixed("k")); !errors.Is(err, ErrKeyringExists) {
		t.Errorf("created over another: %v", err)
	}
	if _, _, err := CreateKeyring(k.path+"2", "  ", fixed("k")); !errors.Is(err, ErrPassphraseEmpty) {
		t.Errorf("empty passphrase: %v", err)
	}
	if err := k.CheckPassphrase(testPass); err != nil {
		t.Error(err)
	}
	if err := k.CheckPassphrase("x"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("check: %v", err)
	}
}

// Six words of five letters look like a recovery code and are none.
func TestAPassphraseShapedLikeACode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "k")
	pass := "stone apple bread table brick tiger"
	if _, err := ParseRecoveryCode(pass); errors.Is(err, ErrRecoveryCode) {
		t.Fatalf("%q does not look like a code", pass)
	}
	if _, _, err := createKeyring(path, pass, fixed("k"), testWork); err != nil {
		t.Fatal(err)
	}
	open(t, path, pass)
}

func TestADamagedKeyringIsOpenedFromItsCopy(t *testing.T) {
	k, _ := newKeyring(t)
	k.Productions = []*Production{newProduction(t, "one")}
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(k.path)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"cut": whole[:len(whole)/2], "empty": nil, "flipped": flip(whole, len(whole)/2), "more": append(bytes.Clone(whole), '\n'),
	} {
		if err := os.WriteFile(k.path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		got := open(t, k.path, testPass)
		sameProductions(t, got, k)
		if !got.Damaged() {
			t.Errorf("%s: not told as damaged", name)
		}
		if err := got.Save(); err != nil || got.Damaged() {
			t.Errorf("%s: repair: %v", name, err)
		}
	}
	if err := os.Remove(k.path); err != nil {
		t.Fatal(err)
	}
	sameProductions(t, open(t, k.path, testPass), k)
	if err := os.WriteFile(k.path+CopySuffix, whole[1:], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeyring(k.path, testPass); !errors.Is(err, ErrKeyringDamaged) {
		t.Errorf("both bad: %v", err)
	}
}

func flip(b []byte, i int) []byte {
	b = bytes.Clone(b)
	b[i] ^= 1
	return b
}

// Every flipped bit is damage, never a wrong passphrase or a different keyring.
func TestEveryFlippedByteIsSeen(t *testing.T) {
	k, _ := newKeyring(t)
	whole, err := os.ReadFile(k.path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		_, err := parseKeyringFile(flip(whole, i))
		if !errors.Is(err, ErrKeyringDamaged) && !errors.Is(err, ErrKeyringVersion) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
}

func TestSaveForgetsTheStateBefore(t *testing.T) {
	k, _ := newKeyring(t)
	k.Productions = []*Production{newProduction(t, "one")}
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	k.Productions[0].StoreKey, k.Productions[0].NextKey = [32]byte{9}, [32]byte{}
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	a, _ := os.ReadFile(k.path)
	b, err := os.ReadFile(k.path + CopySuffix)
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("the copy is another state (%v)", err)
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(k.path), "*"))
	if err != nil || len(names) != 2 {
		t.Errorf("left behind: %v %v", names, err)
	}
}

func TestSaveFailsWithoutHarm(t *testing.T) {
	k, _ := newKeyring(t)
	if err := os.Mkdir(k.path+newSuffix, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := k.ChangePassphrase("new words"); err == nil {
		t.Fatal("saved over a folder")
	}
	if err := k.SetPIN("1234"); err == nil || k.HasPIN() {
		t.Errorf("PIN kept although not saved: %v", err)
	}
	open(t, k.path, testPass)
}

// A wrap taken from an earlier state of the file is refused: it would bring
// back a passphrase that was changed because somebody knew it.
func TestOldWrapsCannotBePutBack(t *testing.T) {
	k, _ := newKeyring(t)
	old := k.wraps.passphrase
	if err := k.ChangePassphrase("new words"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(k.path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parseKeyringFile(b)
	if err != nil {
		t.Fatal(err)
	}
	f.head = wraps{old, f.wraps.recovery}.head()
	if _, err := openPayload(k.fileKey, f); !errors.Is(err, ErrKeyringDamaged) {
		t.Errorf("with the old wrap: %v", err)
	}
}

func TestTooMuchWorkIsRefusedBeforeIt(t *testing.T) {
	k, _ := newKeyring(t)
	for factor, want := range map[string]error{"19": ErrWorkFactor, "30": ErrWorkFactor, "99999999999999999999": ErrWorkFactor} {
		file := bytes.Replace(k.wraps.passphrase, []byte(" 5\n"), []byte(" "+factor+"\n"), 1)
		if _, err := unwrapKey(file, testPass); !errors.Is(err, want) {
			t.Errorf("%s: %v", factor, err)
		}
	}
}

func TestTheRealWorkFactor(t *testing.T) {
	k, _, err := CreateKeyring(filepath.Join(t.TempDir(), "k"), testPass, fixed("k"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range [][]byte{k.wraps.passphrase, k.wraps.recovery} {
		if got := declaredWork(w); got != workFactor {
			t.Errorf("work factor %d", got)
		}
	}
}

func TestNewerKeyring(t *testing.T) {
	if _, err := parseKeyringFile([]byte("onset keyring 2\nanything")); !errors.Is(err, ErrKeyringVersion) {
		t.Errorf("%v", err)
	}
}

func TestPINDelaysGrowAndSurviveARestart(t *testing.T) {
	k, _ := newKeyring(t)
	now := time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)
	if err := k.CheckPIN("1234", now); !errors.Is(err, ErrNoPIN) {
		t.Errorf("no PIN: %v", err)
	}
	for _, bad := range []string{"", "123", "12345678901234", "12a4", "１２３４"} {
		if err := k.SetPIN(bad); !errors.Is(err, ErrPINForm) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := k.SetPIN("1234"); err != nil {
		t.Fatal(err)
	}
	for i := range pinFree {
		if err := k.CheckPIN("9999", now); !errors.Is(err, ErrPIN) {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	for _, delay := range append(pinDelays[:], pinDelays[len(pinDelays)-1]) {
		k = open(t, k.path, testPass)
		if got := k.PINWait(now); got != delay {
			t.Fatalf("waits %v, want %v", got, delay)
		}
		if err := k.CheckPIN("1234", now.Add(delay-1)); !errors.Is(err, ErrPINWait) {
			t.Fatalf("the right one too early: %v", err)
		}
		now = now.Add(delay)
		if err := k.CheckPIN("9999", now); !errors.Is(err, ErrPIN) {
			t.Fatalf("after the delay: %v", err)
		}
	}
	now = now.Add(time.Hour)
	if err := k.CheckPIN("1234", now); err != nil {
		t.Fatal(err)
	}
	if k = open(t, k.path, testPass); k.pin.Wrong != 0 || k.PINWait(now) != 0 {
		t.Errorf("after the right one: %+v", k.pin)
	}
	if err := k.ClearPIN(); err != nil || k.HasPIN() {
		t.Errorf("clear: %v", err)
	}
}

func TestAClockSetBackNeitherShortensNorLocksForEver(t *testing.T) {
	k, _ := newKeyring(t)
	if err := k.SetPIN("1234"); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC)
	for range pinFree {
		if err := k.CheckPIN("9999", now); !errors.Is(err, ErrPIN) {
			t.Fatal(err)
		}
	}
	now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := k.CheckPIN("1234", now); !errors.Is(err, ErrPINWait) {
		t.Fatalf("clock set back: %v", err)
	}
	if got := k.PINWait(now); got != 30*time.Second {
		t.Errorf("waits %v", got)
	}
	if err := k.CheckPIN("1234", now.Add(30*time.Second)); err != nil {
		t.Errorf("half a minute later: %v", err)
	}
}

func TestKeyringIsNotPrinted(t *testing.T) {
	k, _ := newKeyring(t)
	k.Productions = []*Production{newProduction(t, "one")}
	out := fmt.Sprintf("%v %+v %#v %+v %#v", k, k, k, k.Productions[0], k.Productions)
	if strings.Contains(out, "AGE-SECRET") || strings.Contains(out, fmt.Sprintf("%v", k.Productions[0].StoreKey)) {
		t.Errorf("printed: %s", out)
	}
	info, err := os.Stat(k.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v %v", info.Mode(), err)
	}
	if a, b := k.Subkey("a"), k.Subkey("b"); a == b || a != k.Subkey("a") || reflect.DeepEqual(a[:], k.fileKey[:]) {
		t.Error("subkeys are not apart")
	}
}

func TestManyHandsOnOneKeyring(t *testing.T) {
	k, _ := newKeyring(t)
	p := newProduction(t, "one")
	k.Productions = []*Production{p}
	if err := k.SetPIN("1234"); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			if err := k.Update(func() { p.Crew = append(p.Crew, Person{ID: consent.ID{byte(i + 1)}}) }); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if err := k.CheckPIN("1234", time.Unix(1e9, 0)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := open(t, k.path, testPass); len(got.Productions[0].Crew) != 5 || !got.HasPIN() {
		t.Errorf("saved %d people", len(got.Productions[0].Crew))
	}
}
