package flow

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"onset/consent"
	"onset/media"
	"onset/media/offload"
	"onset/media/probe"
)

// verifiedFile is a file that was read back at one or more places.
type verifiedFile struct {
	as   string // below each place, with slashes
	size int64
	sums offload.Sums
	at   []verifiedAt
}

type verifiedAt struct {
	place place
	when  time.Time
}

// registerCopies registers the clips of a card where their first copy lies,
// and states every copy.
func (k *Kit) registerCopies(ctx context.Context, p *OffloadPlan, c *keptCard, r *offload.Result, progress func(Progress)) ([]IngestResult, error) {
	var files []verifiedFile
	for i := range r.Card.Files {
		f := verifiedFile{as: r.Card.Files[i].As, size: r.Card.Files[i].Size, sums: r.Sums[i]}
		for j := range r.To {
			if o := &r.To[j].Files[i]; o.Good() {
				f.at = append(f.at, verifiedAt{p.places[j], o.At})
				f.sums = richer(f.sums, o.Sums)
			}
		}
		if len(f.at) > 0 && isEssence(f.as) {
			files = append(files, f)
		}
	}
	return k.registerVerified(ctx, c, p.prints, files, progress)
}

// richer are the checksums that say more.
func richer(a, b offload.Sums) offload.Sums {
	if a[offload.SHA256] == "" && len(b) > 0 {
		return b
	}
	return a
}

// byCamera are folders of small pictures and proxies that cameras make of a clip.
var byCamera = []string{"THMBNL", "SUB", "ICON", "PROXY", "VOICE"}

// isEssence reports whether a file of a card is a clip of its own.
func isEssence(name string) bool {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ".") || strings.EqualFold(p, "ascmhl") || i < len(parts)-1 && slices.Contains(byCamera, strings.ToUpper(p)) {
			return false
		}
	}
	return !slices.Contains(sidecars, strings.ToLower(filepath.Ext(name)))
}

// registerVerified registers clips of a card, states their copies, and
// remembers which clips are the card's.
func (k *Kit) registerVerified(ctx context.Context, c *keptCard, prints keptPrints, files []verifiedFile, progress func(Progress)) ([]IngestResult, error) {
	found := make([]foundFile, len(files))
	for i := range files {
		found[i] = files[i].found()
	}
	results, err := k.register(ctx, found, progress)
	for i := range results {
		if results[i].Err == nil && !slices.Contains(c.Clip, results[i].Clip) {
			c.Clip = append(c.Clip, results[i].Clip)
		}
	}
	if err == nil {
		err = k.stateCopies(ctx, files, results)
	}
	c.Camera = orElse(c.Camera, k.cameraOf(ctx, results))
	if e := k.keepCard(context.WithoutCancel(ctx), c, prints); err == nil {
		err = e
	}
	return results, err
}

// found is the file at its first place, with the checksums that it is known to have.
func (f *verifiedFile) found() foundFile {
	path := filepath.Join(f.at[0].place.dir, filepath.FromSlash(f.as))
	info, err := os.Lstat(path)
	if err != nil {
		return foundFile{path: path, err: err}
	}
	out := regular(path, info)
	if out.size != f.size {
		return foundFile{path: path, err: ErrChanging}
	}
	out.sums = probeSums(f.size, f.sums)
	return out
}

// probeSums are checksums as clips have them, nil unless both are known.
func probeSums(size int64, sums offload.Sums) *probe.Sums {
	s := &probe.Sums{Size: size}
	quick, err1 := hex.DecodeString(sums[offload.XXH128])
	strong, err2 := hex.DecodeString(sums[offload.SHA256])
	if err1 != nil || err2 != nil || len(quick) != len(s.XXH128) || len(strong) != len(s.SHA256) {
		return nil
	}
	copy(s.XXH128[:], quick)
	copy(s.SHA256[:], strong)
	return s
}

// stateCopies states the copies that were not stated before.
func (k *Kit) stateCopies(ctx context.Context, files []verifiedFile, results []IngestResult) error {
	var drafts []Draft
	for i, r := range results {
		if r.Err != nil {
			continue
		}
		known := k.copiesOf(r.Clip)
		for _, at := range files[i].at {
			if slices.Contains(known, at.place.disk) {
				continue
			}
			known = append(known, at.place.disk)
			drafts = append(drafts, Draft{Body: &media.ClipCopied{
				Clip: r.Clip, Disk: at.place.disk, XXH128: files[i].sums[offload.XXH128], Read: consent.StampOf(at.when),
			}})
		}
	}
	for batch := range slices.Chunk(drafts, copyBatch) {
		if _, err := k.record(ctx, batch...); err != nil {
			return fmt.Errorf("state copies: %w", err)
		}
	}
	return nil
}

// copyBatch is how many copies are stated in one transaction.
const copyBatch = 256

func (k *Kit) copiesOf(clip consent.ID) []consent.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.ledger.Clip(clip); c != nil {
		return slices.Clone(c.Copies)
	}
	return nil
}

// cameraOf is the camera of the first clip that names one.
func (k *Kit) cameraOf(ctx context.Context, results []IngestResult) string {
	for _, r := range results {
		if r.Err != nil {
			continue
		}
		f, err := k.store.ClipFacts(ctx, r.Clip)
		if err != nil {
			return ""
		}
		if name := trim(f.Facts.Make + " " + f.Facts.Model); name != "" {
			return cut(name, maxName)
		}
	}
	return ""
}
