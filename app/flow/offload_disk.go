package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"

	"onset/consent"
)

// place is a folder with the disk that it lies on.
type place struct {
	dir    string // absolute, links resolved as far as it exists
	volume Volume
	disk   consent.ID
	under  string // dir below where the disk is mounted
}

// volumes are the mounted ones; none where the platform does not say.
func (k *Kit) volumes(ctx context.Context) []Volume {
	if k.home.o.Volumes == nil {
		return nil
	}
	vs, err := k.home.o.Volumes(ctx)
	if err != nil {
		return nil
	}
	return vs
}

// placeAt finds the disk of a folder, which need not exist.
func (k *Kit) placeAt(ctx context.Context, volumes []Volume, dir string) (place, error) {
	p := place{dir: resolvedPath(dir)}
	p.volume, p.under = volumeOf(volumes, p.dir)
	var err error
	p.disk, err = k.diskID(ctx, p.volume)
	return p, err
}

// volumeOf is the volume whose mount point is nearest above a folder, and the
// folder below it. Where none is, the folder is on no known disk.
func volumeOf(volumes []Volume, dir string) (Volume, string) {
	var best Volume
	under := dir
	for _, v := range volumes {
		rel, err := filepath.Rel(v.Dir, dir)
		if err == nil && filepath.IsLocal(rel) && len(v.Dir) >= len(best.Dir) {
			best, under = v, rel
		}
	}
	return best, under
}

// resolvedPath follows the links of as much of a path as exists.
func resolvedPath(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	for at, rest := dir, ""; ; at, rest = filepath.Dir(at), filepath.Join(filepath.Base(at), rest) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, rest)
		}
		if filepath.Dir(at) == at {
			return dir
		}
	}
}

// diskID is the id of a disk. One with a serial has the same id on every kit
// of the production, and says nothing of the serial to others; one without is
// known by where it is mounted, on this kit alone, so that two of them taken
// for one count as one copy and not as two.
func (k *Kit) diskID(ctx context.Context, v Volume) (consent.ID, error) {
	if v.Serial != "" {
		production := k.ProductionID()
		h := sha256.New()
		h.Write([]byte("onset disk\x00"))
		h.Write(production[:])
		h.Write([]byte(v.Serial))
		id := consent.ID(h.Sum(nil)[:16])
		id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // a UUID of the custom version 8 (RFC 9562)
		return id, nil
	}
	sum := sha256.Sum256([]byte(v.Dir + "\x00" + v.Device))
	name := groupDiskAt + "/" + hex.EncodeToString(sum[:])
	if id, err := consent.ParseID(string(k.local(ctx, name))); err == nil {
		return id, nil
	}
	id, err := k.newID()
	if err == nil {
		err = k.store.PutLocal(ctx, Local{Name: name, Value: []byte(id.String())})
	}
	if err != nil {
		return id, fmt.Errorf("name disk: %w", err)
	}
	return id, nil
}

// diskNow is what is known of the disk of a place: what was said of it, else
// what the platform calls it.
func (k *Kit) diskNow(ctx context.Context, p place) (DiskLine, error) {
	d, err := k.disk(ctx, p.disk)
	if err != nil {
		return d, fmt.Errorf("look up disk: %w", err)
	}
	d.Name = orElse(d.Name, orElse(p.volume.Label, baseName(p)))
	d.Serial = orElse(d.Serial, p.volume.Serial)
	return d, nil
}

func baseName(p place) string {
	if base := filepath.Base(p.volume.Dir); p.volume.Dir != "" && base != string(filepath.Separator) {
		return strings.TrimSuffix(base, string(filepath.Separator))
	}
	return filepath.Base(p.dir)
}
