package flow

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"onset/media/offload"
)

// AdoptCopy accepts a copy that another tool made: it is verified by the list
// that lies in it (ASC MHL, MHL 1.1, or a checksum list), gets a generation of
// ASC MHL, and its clips are registered. What does not agree is in the check,
// and then nothing is accepted. keeper is for a disk that has none. Errors are
// those of the folder and its lists, the store's, or the context's.
func (k *Kit) AdoptCopy(ctx context.Context, dir, keeper string, progress func(OffloadProgress)) (CopyCheck, error) {
	lists, err := offload.FindListings(ctx, dir)
	by := widest(lists)
	if by == nil {
		return CopyCheck{Dir: dir}, fmt.Errorf("adopt copy: %w", err)
	}
	return k.checkCopy(ctx, dir, keeper, progress, func(o offload.Options) (*offload.Check, error) {
		return offload.Adopt(ctx, dir, by, o)
	})
}

// CheckCopy reads a copy again and writes what it found as the next
// generation. A copy that is not what it was counts no more. Errors are those
// of the folder and its manifests, the store's, or the context's.
func (k *Kit) CheckCopy(ctx context.Context, dir string, progress func(OffloadProgress)) (CopyCheck, error) {
	if _, err := offload.ReadHistory(ctx, dir); err != nil {
		return CopyCheck{Dir: dir}, fmt.Errorf("verify copy: %w", err)
	}
	return k.checkCopy(ctx, dir, "", progress, func(o offload.Options) (*offload.Check, error) {
		return offload.Extend(ctx, dir, o)
	})
}

// widest is the list that proves most files; of equals the first, which is the
// one with a chain.
func widest(lists []*offload.Listing) (best *offload.Listing) {
	proves := func(l *offload.Listing) (n int) {
		for i := range l.Entries {
			n += count(len(l.Entries[i].Sums) > 0)
		}
		return n
	}
	for _, l := range lists {
		if best == nil || proves(l) > proves(best) {
			best = l
		}
	}
	return best
}

func (k *Kit) checkCopy(ctx context.Context, dir, keeper string, tell func(OffloadProgress), verify func(offload.Options) (*offload.Check, error)) (CopyCheck, error) {
	volumes := k.volumes(ctx)
	at, err := k.placeAt(ctx, volumes, dir)
	if err != nil {
		return CopyCheck{Dir: dir}, err
	}
	check, verifyErr := verify(offload.Options{
		Hashes: []offload.Format{offload.SHA256}, Now: k.now, Creator: k.creator(), Progress: checking(at, tell),
	})
	if check == nil {
		return CopyCheck{Dir: dir}, fmt.Errorf("verify copy: %w", verifyErr)
	}
	out := checkResult(at, check)
	keep := context.WithoutCancel(ctx)
	draft, err := k.diskSeen(keep, at, cut(trim(keeper), maxName))
	if err == nil {
		_, err = k.record(keep, draft)
	}
	if err == nil {
		err = k.settleCopy(ctx, at, check, &out)
	}
	if verifyErr != nil {
		verifyErr = fmt.Errorf("verify copy: %w", verifyErr)
	}
	k.tell()
	return out, errors.Join(verifyErr, err)
}

// checking says how far a verification is.
func checking(at place, tell func(OffloadProgress)) func(offload.Progress) {
	if tell == nil {
		return nil
	}
	return func(pr offload.Progress) {
		out := OffloadProgress{Item: pr.File, Left: pr.Left()}
		for _, t := range pr.To {
			out.To = append(out.To, OffloadPace{
				Dir: at.dir, Name: t.Name, Disk: at.disk, Files: t.Files, Total: t.Total, Bytes: t.Bytes, Verified: t.Verified, Rate: t.Rate, Left: t.Left,
			})
		}
		tell(out)
	}
}

func checkResult(at place, c *offload.Check) CopyCheck {
	out := CopyCheck{
		Dir: at.dir, Disk: at.disk, By: c.By.Name, Tool: c.By.Tool, OK: c.OK(), Agree: c.Count(offload.Agrees),
		Folders: c.Folders, Manifest: c.Manifest, C4: c.C4,
	}
	lists := map[offload.Found]*[]string{
		offload.Differs: &out.Differ, offload.Missing: &out.Missing, offload.Unreadable: &out.Unreadable,
		offload.Unproven: &out.Unproven, offload.New: &out.New,
	}
	for i := range c.Files {
		if l := lists[c.Files[i].Found]; l != nil {
			*l = append(*l, c.Files[i].Path)
		}
	}
	return out
}

// settleCopy enters what a verification found: on the card that it is a copy
// of, or as a card of its own when nobody knows that one.
func (k *Kit) settleCopy(ctx context.Context, at place, check *offload.Check, out *CopyCheck) error {
	card, err := offload.Walk(ctx, check.Dir)
	if err != nil {
		return fmt.Errorf("verify copy: %w", err)
	}
	agreed := agreedPart(card, check)
	c, prints, err := k.cardOfCopy(ctx, at, agreed)
	if err != nil || c == nil || !out.OK && c.copyAt(at) == nil {
		return err
	}
	one := c.copyTo(at)
	one.Adopted = one.Adopted || one.Manifest == ""
	one.Good, one.Whole, one.Fault, one.Checked = len(agreed.Files), out.OK, "", check.Ended
	if !out.OK {
		one.Fault = faultCode(offload.ErrReadBack)
	}
	if out.Manifest != "" {
		one.Manifest, one.C4 = out.Manifest, out.C4
	}
	if d, err := k.diskNow(ctx, at); err == nil {
		one.Name = d.Name
	}
	if prints.Copies == nil {
		prints.Copies = map[string][]byte{}
	}
	prints.Copies[one.key()] = printed(agreed.Fingerprint(offload.Volume{}))
	c.weigh(prints)
	if err := k.keepCard(ctx, c, prints); err != nil {
		return err
	}
	out.Card, out.Label = c.ID, c.Label
	if out.OK {
		out.Ingested, err = k.registerVerified(ctx, c, prints, agreedFiles(at, check), nil)
	}
	if err == nil {
		err = k.reportCheck(ctx, c, one, check, card)
	}
	out.Verdict = offload.Judge(k.standing(c))
	return err
}

// agreedPart is a card of the files that agreed.
func agreedPart(card *offload.Card, check *offload.Check) *offload.Card {
	good := map[string]bool{}
	for i := range check.Files {
		good[check.Files[i].Path] = check.Files[i].Found == offload.Agrees
	}
	part := &offload.Card{Dir: card.Dir}
	for _, f := range card.Files {
		if good[f.As] {
			part.Files, part.Bytes = append(part.Files, f), part.Bytes+f.Size
			part.Clips = append(part.Clips, clipIfFirst(card, f)...)
		}
	}
	return part
}

// clipIfFirst is the clip that a file leads, so that each is counted once.
func clipIfFirst(card *offload.Card, f offload.File) []offload.Clip {
	if f.Clip < 0 || card.Files[card.Clips[f.Clip].Files[0]].Path != f.Path {
		return nil
	}
	return card.Clips[f.Clip : f.Clip+1]
}

func agreedFiles(at place, check *offload.Check) (out []verifiedFile) {
	for i := range check.Files {
		f := &check.Files[i]
		if f.Found == offload.Agrees && isEssence(f.Path) {
			out = append(out, verifiedFile{as: f.Path, size: f.Size, sums: f.Sums, at: []verifiedAt{{at, check.Ended}}})
		}
	}
	return out
}

// cardOfCopy finds the card that a folder is a copy of: by where the copy
// lies, else by what is in it, else a new one. Nil when nothing agreed and
// nobody knows the folder.
func (k *Kit) cardOfCopy(ctx context.Context, at place, agreed *offload.Card) (*keptCard, keptPrints, error) {
	past, err := k.keptCards(ctx)
	if err != nil {
		return nil, keptPrints{}, err
	}
	for i := range past {
		if past[i].copyAt(at) != nil {
			return &past[i], k.printsOf(ctx, past[i].ID), nil
		}
	}
	if len(agreed.Files) == 0 {
		return nil, keptPrints{}, nil
	}
	print := agreed.Fingerprint(offload.Volume{})
	for i := range past {
		prints := k.printsOf(ctx, past[i].ID)
		if card, ok := fingerprint(prints.Card); ok && len(card.Marks) > 0 && holds(print, card) {
			return &past[i], prints, nil
		}
	}
	id, err := k.newID()
	if err != nil {
		return nil, keptPrints{}, fmt.Errorf("adopt copy: %w", err)
	}
	now := k.now()
	c := &keptCard{
		ID: id, Label: cut(filepath.Base(at.dir), maxName), Shoot: k.Shoot().ID, First: now, Last: now,
		Files: len(agreed.Files), Clips: len(agreed.Clips), Bytes: agreed.Bytes,
	}
	return c, keptPrints{Card: printed(print)}, nil
}

// reportCheck keeps a verification as a report on the card.
func (k *Kit) reportCheck(ctx context.Context, c *keptCard, one *keptCopy, check *offload.Check, card *offload.Card) error {
	clips := map[string]string{}
	for _, f := range card.Files {
		if f.Clip >= 0 {
			clips[f.As] = card.Clips[f.Clip].Name
		}
	}
	r := &offload.Report{
		Label: c.Label, Camera: c.Camera, Started: check.Started, Ended: check.Ended, Clips: c.Clips, Files: c.Files, Bytes: c.Bytes,
		Volume: offload.Volume{Label: c.Volume, Serial: c.Serial, Size: c.Size}, Notes: card.Notes,
		Disks: []offload.ReportDisk{{Name: one.Name, Dir: one.Dir, Good: one.Good, Complete: one.Complete, Fault: one.Fault, Manifest: one.Manifest, C4: one.C4}},
	}
	for i := range check.Files {
		f := &check.Files[i]
		if f.Found == offload.New {
			continue
		}
		r.Rows = append(r.Rows, checkRow(f, clips[f.Path]))
	}
	return k.keepReport(ctx, c, r)
}

func checkRow(f *offload.CheckedFile, clip string) offload.ReportRow {
	row := offload.ReportRow{Path: f.Path, Clip: clip, Size: max(f.Size, 0), Time: f.Time, XXH128: f.Sums[offload.XXH128]}
	state, fault := offload.Checked, ""
	if f.Found != offload.Agrees {
		state, fault = offload.Bad, map[offload.Found]string{
			offload.Missing: "vanished", offload.Unreadable: "unreadable", offload.Unproven: "format",
		}[f.Found]
		fault = orElse(fault, "read_back")
	}
	row.States, row.Faults = []offload.State{state}, []string{fault}
	return row
}
