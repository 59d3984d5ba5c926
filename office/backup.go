package office

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"onset/app/flow"
	"onset/consent"
)

const (
	// BackupsKept is how long a backup lies: what was erased since is in it.
	BackupsKept  = 30 * 24 * time.Hour
	backupPrefix = "onset-"
	backupForm   = "20060102T150405Z"
	// erasedName is the list, beside the backups, of what was erased since.
	erasedName = "erased"
	// placesFile names where backups lie, so that erasures are noted there.
	placesFile = "backups"
	erasedMax  = 16 << 20
	eraseEvery = time.Minute
)

// ErrBackups means the folder of backups cannot be used: it is one of the home's own.
var ErrBackups = errors.New("backups do not lie in the home")

// Backup makes a backup in a new folder below dir, removes those that are
// older than BackupsKept, and remembers dir: what is erased from now on is
// listed there by the ids of blobs, so that putting a backup back does not
// bring it back. ErrBackups, or what the disk says.
func (s *Service) Backup(ctx context.Context, dir string) (made string, removed int, err error) {
	dir, err = s.backupPlace(dir)
	if err != nil {
		return "", 0, err
	}
	made = newBackup(dir, s.o.Now())
	if err := s.o.Home.Backup(ctx, s.Kits(), made); err != nil {
		return "", 0, err
	}
	if err := s.rememberPlace(ctx, dir); err != nil {
		return made, 0, err
	}
	if err := s.noteErased(ctx, dir); err != nil {
		return made, 0, err
	}
	removed, err = prune(dir, s.o.Now())
	return made, removed, err
}

func (s *Service) backupPlace(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("back up: %w", err)
	}
	if rel, err := filepath.Rel(s.o.Home.Dir(), dir); err == nil && filepath.IsLocal(rel) {
		return "", ErrBackups
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("back up: %w", err)
	}
	return dir, nil
}

// newBackup names a backup that there is not yet: by the next second where one
// was made in this.
func newBackup(dir string, at time.Time) string {
	for {
		name := filepath.Join(dir, backupPrefix+at.UTC().Format(backupForm))
		if _, err := os.Lstat(name); err != nil {
			return name
		}
		at = at.Add(time.Second)
	}
}

// prune removes backups of ours that are too old.
func prune(dir string, now time.Time) (removed int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("old backups: %w", err)
	}
	for _, e := range entries {
		stamp, ours := strings.CutPrefix(e.Name(), backupPrefix)
		at, err := time.Parse(backupForm, stamp)
		if !ours || err != nil || !e.IsDir() || now.Sub(at) < BackupsKept {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return removed, fmt.Errorf("old backups: %w", err)
		}
		removed++
	}
	return removed, nil
}

// places are the folders that backups were made in.
func (s *Service) places(ctx context.Context) ([]string, error) {
	b, err := s.o.Home.SealedFile(placesFile).Load(ctx)
	if err != nil || len(b) == 0 {
		return nil, err
	}
	var out []string
	err = json.Unmarshal(b, &out)
	return out, err
}

func (s *Service) rememberPlace(ctx context.Context, dir string) error {
	all, err := s.places(ctx)
	if err != nil || slices.Contains(all, dir) {
		return err
	}
	b, err := json.Marshal(append(all, dir))
	if err != nil {
		return err
	}
	return s.o.Home.SealedFile(placesFile).Save(ctx, b)
}

// watchErased lists what is erased beside every backup, until ctx ends.
func (s *Service) watchErased(ctx context.Context) {
	for ctx.Err() == nil {
		places, err := s.places(ctx)
		for _, dir := range places {
			if _, gone := os.Stat(dir); gone == nil {
				err = errors.Join(err, s.noteErased(ctx, dir))
			}
		}
		if err != nil && ctx.Err() == nil {
			s.o.Log.Error("erasures not listed beside the backups", "error", plainError(err))
		}
		pause(ctx, eraseEvery)
	}
}

// noteErased adds to the list in dir what it lacks: a production and a blob a
// line, in hex.
func (s *Service) noteErased(ctx context.Context, dir string) error {
	listed, err := readErased(filepath.Join(dir, erasedName))
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, k := range s.Kits() {
		blobs, err := k.Erased(ctx)
		if err != nil {
			return err
		}
		for _, id := range blobs {
			if !slices.Contains(listed[k.ProductionID()], id) {
				fmt.Fprintf(&b, "%s %s\n", k.ProductionID(), id)
			}
		}
	}
	if b.Len() == 0 {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(dir, erasedName), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("list erasures: %w", err)
	}
	_, err = f.WriteString(b.String())
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("list erasures: %w", err)
	}
	return nil
}

// readErased reads the list; a line that was cut off is left out, it is
// written again.
func readErased(name string) (map[consent.Ref][]consent.ID, error) {
	out := map[consent.Ref][]consent.ID{}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list of erasures: %w", err)
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil || info.Size() > erasedMax {
		return nil, fmt.Errorf("list of erasures: %w", errors.Join(err, flow.ErrTooLong))
	}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		production, blob, _ := strings.Cut(lines.Text(), " ")
		p, err := hex.DecodeString(production)
		id, bad := consent.ParseID(blob)
		if err == nil && bad == nil && len(p) == len(consent.Ref{}) {
			out[consent.Ref(p)] = append(out[consent.Ref(p)], id)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("list of erasures: %w", err)
	}
	return out, nil
}

// Restore fills an empty home from a backup. Each production goes on in a new
// log, and what is listed beside the backup as erased since is erased again,
// before anybody can ask for it. flow.ErrNotEmpty, flow.ErrKeysGone.
func Restore(ctx context.Context, home *flow.Home, passphrase, backup string) (productions int, err error) {
	erased, err := readErased(filepath.Join(filepath.Dir(backup), erasedName))
	if err != nil {
		return 0, err
	}
	if err := home.PutBack(ctx, backup); err != nil {
		return 0, err
	}
	if err := home.OpenKeys(passphrase); err != nil {
		return 0, errors.Join(fmt.Errorf("restore: %w", err), home.TakeOut())
	}
	for _, p := range home.Productions() {
		k, err := home.Restore(ctx, passphrase, p.ID)
		if err != nil {
			return productions, err
		}
		if err := errors.Join(k.EraseAgain(ctx, erased[p.ID]), k.Close()); err != nil {
			return productions, fmt.Errorf("restore: %w", err)
		}
		productions++
	}
	return productions, nil
}
