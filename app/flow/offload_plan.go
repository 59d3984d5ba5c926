package flow

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"onset/consent"
	"onset/media/offload"
)

// cameraFolders are what cameras put into the root of a card.
var cameraFolders = []string{
	"DCIM", "PRIVATE", "CONTENTS", "XDROOT", "BPAV", "M4ROOT", "AVCHD", "BDMV", "AVF_INFO", "MP_ROOT", "CLIPS001", "ARRIRAW", "PANA_GRP",
}

// Cards are the mounted volumes that look like cards, removable ones first.
// Any folder can be offloaded besides.
func (k *Kit) Cards(ctx context.Context) ([]CardSource, error) {
	past, err := k.keptCards(ctx)
	if err != nil {
		return nil, err
	}
	var out []CardSource
	for _, v := range k.volumes(ctx) {
		layouts := cardLayouts(v.Dir)
		if len(layouts) == 0 {
			continue
		}
		s := CardSource{Volume: v, Name: orElse(v.Label, filepath.Base(v.Dir)), Layouts: layouts}
		for i := range past {
			if v.Serial != "" && past[i].Serial == v.Serial {
				s.Name = past[i].Label
				break
			}
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b CardSource) int { return count(b.Removable) - count(a.Removable) })
	return out, nil
}

// cardLayouts looks at the root of a volume alone, so that a slow one costs little.
func cardLayouts(dir string) (out []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() && (slices.Contains(cameraFolders, name) || strings.HasSuffix(name, ".RDM")) {
			out = append(out, name)
		}
	}
	return out
}

// PlanOffload looks at a card and at the folders it is to be copied to, and
// writes nothing. What is wrong with one folder is in its place; errors are
// those of the card as a whole, ErrTooLong for a label, or ErrAsked for a
// checksum that is not one of the list.
func (k *Kit) PlanOffload(ctx context.Context, d OffloadDraft) (*OffloadPlan, error) {
	p := &OffloadPlan{Source: d.Source, keeper: cut(trim(d.Keeper), maxName)}
	var err error
	if p.hashes, err = hashesOf(d.Hashes); err != nil {
		return nil, fmt.Errorf("plan offload: %w", err)
	}
	if len(d.Label) > maxName {
		return nil, fmt.Errorf("plan offload: %w", ErrTooLong)
	}
	if p.card, err = offload.Walk(ctx, d.Source); err != nil {
		return nil, fmt.Errorf("plan offload: %w", err)
	}
	volumes := k.volumes(ctx)
	if err := k.recogniseCard(ctx, p, volumes, trim(d.Label)); err != nil {
		return nil, err
	}
	if err := k.planPlaces(ctx, p, volumes, d); err != nil {
		return nil, err
	}
	c := p.card
	p.Files, p.Clips, p.Bytes = len(c.Files), len(c.Clips), c.Bytes
	for _, l := range c.Layouts {
		p.Layouts = append(p.Layouts, string(l))
	}
	p.Notes = notesOf(c.Notes)
	return p, nil
}

// hashable are the checksums that ASC MHL knows besides the one always made.
var hashable = []offload.Format{offload.XXH64, offload.XXH3, offload.XXH128, offload.MD5, offload.SHA1, offload.C4}

// hashesOf reads names of checksums; SHA-256 is always made, a clip's id needs it.
func hashesOf(names []string) ([]offload.Format, error) {
	out := []offload.Format{offload.SHA256}
	for _, n := range names {
		f := offload.Format(strings.ToLower(strings.TrimSpace(n)))
		if !slices.Contains(hashable, f) {
			return nil, fmt.Errorf("%w: %q", ErrAsked, n)
		}
		if f != offload.XXH128 && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out, nil
}

func notesOf(notes []offload.Note) (out []CardNote) {
	for _, n := range notes {
		out = append(out, CardNote{string(n.Code), n.Path, n.Other})
	}
	return out
}

// recogniseCard finds out what is known of a card: how much of it was copied,
// and whether it is a card that is on the list already.
func (k *Kit) recogniseCard(ctx context.Context, p *OffloadPlan, volumes []Volume, label string) error {
	v, under := volumeOf(volumes, resolvedPath(p.card.Dir))
	if under != "." {
		v = Volume{} // a folder is not the volume that it lies on
	}
	p.print = p.card.Fingerprint(offload.Volume{Label: v.Label, Serial: v.Serial, Size: v.Size})
	past, err := k.keptCards(ctx)
	if err != nil {
		return err
	}
	var copied, whole []offload.Fingerprint
	prints := make([]keptPrints, len(past))
	for i := range past {
		prints[i] = k.printsOf(ctx, past[i].ID)
		card, _ := fingerprint(prints[i].Card)
		whole, copied = append(whole, card), append(copied, prints[i].verified(card.Volume))
	}
	r := offload.Recognise(p.print, copied)
	p.Seen, p.Known = r.Seen, r.Known
	if r.Best >= 0 {
		line := k.cardLine(ctx, &past[r.Best], map[consent.ID]DiskLine{})
		p.Before = &line
	}
	if i := sameFilling(p.print, whole); i >= 0 {
		p.kept, p.prints = &past[i], prints[i]
	}
	p.Label = orElse(label, p.knownLabel(past, v))
	return nil
}

// verified is the print of all files with a verified copy anywhere.
func (p keptPrints) verified(v offload.Volume) offload.Fingerprint {
	all := offload.Fingerprint{Volume: v}
	for _, b := range p.Copies {
		if one, ok := fingerprint(b); ok {
			all.Marks = append(all.Marks, one.Marks...)
		}
	}
	slices.SortFunc(all.Marks, func(a, b offload.Mark) int {
		if a.Key != b.Key {
			return cmpUint(a.Key, b.Key)
		}
		return int(min(1, max(-1, a.Seconds-b.Seconds)))
	})
	all.Marks = slices.Compact(all.Marks)
	return all
}

func cmpUint(a, b uint64) int {
	if a < b {
		return -1
	}
	return 1
}

// sameFilling finds the past card that this is: all that was on it is on this
// one, filmed on since, or the other way round, with something deleted since.
// A card that was formatted shares no file with what it was. -1 for none.
func sameFilling(now offload.Fingerprint, past []offload.Fingerprint) int {
	for i := range past {
		if len(past[i].Marks) > 0 && len(now.Marks) > 0 && (holds(now, past[i]) || holds(past[i], now)) {
			return i
		}
	}
	return -1
}

// knownLabel is what a card is called when nobody says: as it was before, else
// as its volume or folder.
func (p *OffloadPlan) knownLabel(past []keptCard, v Volume) string {
	if p.kept != nil {
		return p.kept.Label
	}
	for i := range past {
		if v.Serial != "" && past[i].Serial == v.Serial {
			return past[i].Label
		}
	}
	return cut(orElse(v.Label, filepath.Base(resolvedPath(p.card.Dir))), maxName)
}

// planPlaces looks at the destinations.
func (k *Kit) planPlaces(ctx context.Context, p *OffloadPlan, volumes []Volume, d OffloadDraft) error {
	var to []offload.Destination
	for _, dir := range d.To {
		at, err := k.placeAt(ctx, volumes, dir)
		if err != nil {
			return err
		}
		if d.Below {
			if at, err = k.placeAt(ctx, volumes, p.folderBelow(at)); err != nil {
				return err
			}
		}
		disk, err := k.diskNow(ctx, at)
		if err != nil {
			return err
		}
		p.places = append(p.places, at)
		p.To = append(p.To, OffloadPlace{Dir: at.dir, Disk: disk.ID, Name: disk.Name, Keeper: orElse(disk.Keeper, p.keeper)})
		to = append(to, offload.Destination{Dir: at.dir, Name: disk.Name})
	}
	var err error
	if p.plan, err = offload.NewPlan(ctx, p.card, to); err != nil {
		return fmt.Errorf("plan offload: %w", err)
	}
	for i := range p.plan.To {
		p.To[i].foresee(&p.plan.To[i])
		for _, before := range p.places[:i] {
			p.To[i].SameDisk = p.To[i].SameDisk || before.disk == p.places[i].disk
		}
	}
	return nil
}

func (t *OffloadPlace) foresee(p *offload.Prospect) {
	t.Copy, t.CopyBytes, t.Check, t.Done, t.Taken, t.TooLarge = p.Copy, p.CopyBytes, p.Check, p.Done, p.Taken, p.TooLarge
	t.Need, t.Free, t.Fits, t.Fault = p.Need, p.Free, p.Fits, faultCode(p.Err)
}

// maxSameName bounds how many cards of one name a folder is searched for.
const maxSameName = 1000

// folderBelow is where the card goes below a folder: where it went before,
// else into a folder named as the card that is not another card's.
func (p *OffloadPlan) folderBelow(at place) string {
	if p.kept != nil {
		for i := range p.kept.Copies {
			c := &p.kept.Copies[i]
			if c.Disk == at.disk && filepath.Dir(c.Under) == filepath.Clean(at.under) {
				return filepath.Join(at.dir, filepath.Base(c.Under))
			}
		}
	}
	name := fileNameOf(p.Label)
	for n := 2; n < maxSameName; n++ {
		dir := filepath.Join(at.dir, name)
		if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
			return dir
		}
		name = fileNameOf(p.Label) + " " + strconv.Itoa(n)
	}
	return filepath.Join(at.dir, name)
}

// fileNameOf makes a label a name that every file system takes.
func fileNameOf(label string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, label)
	if name = strings.Trim(name, " ."); name == "" {
		return "-"
	}
	return name
}
