package flow

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"onset/consent"
	"onset/media"
	"onset/media/probe"
	"onset/media/xmp"
	"onset/signer"
)

// Export makes the copies of a plan, with the metadata in them, or beside them
// where a format takes none, and states each delivery with its recipient. It
// never touches an original and never overwrites anything. Stopped, it goes on
// from where it was when it is started again. ErrExportReason where one is
// needed, ErrReadOnly, ErrFull, and the context's; what is wrong with one clip
// is in the result.
func (k *Kit) Export(ctx context.Context, p *ExportPlan, progress func(Progress)) (ExportResult, error) {
	if p.NeedsReason && p.Draft.Reason == "" {
		return ExportResult{}, fmt.Errorf("export: %w", ErrExportReason)
	}
	if err := os.MkdirAll(p.Draft.To, 0o755); err != nil {
		return ExportResult{}, fmt.Errorf("export: %w", diskError(err))
	}
	k.meta.work.Lock()
	defer k.meta.work.Unlock()
	sweepCopies(p)
	e := &exporting{k: k, ctx: ctx, plan: p, began: k.now(), tell: progress}
	for _, line := range p.Lines {
		if err := e.one(line); err != nil {
			return e.out, fmt.Errorf("export: %w", err)
		}
	}
	return e.out, nil
}

// exporting is an export under way.
type exporting struct {
	k     *Kit
	ctx   context.Context
	plan  *ExportPlan
	out   ExportResult
	began time.Time
	tell  func(Progress)
	done  int
	bytes int64
}

// one delivers a clip. An error ends the export.
func (e *exporting) one(line ExportLine) error {
	if err := e.ctx.Err(); err != nil {
		return err
	}
	why := line.Skip
	if why == "" {
		var file ExportedFile
		var err error
		switch file, err = e.deliver(line); {
		case err == nil:
			e.out.Files = append(e.out.Files, file)
		case e.ctx.Err() != nil:
			return e.ctx.Err()
		case errors.Is(err, xmp.ErrFull), errors.Is(err, ErrFull):
			return fmt.Errorf("%w: %w", ErrFull, err)
		case errors.Is(err, xmp.ErrReadOnly), errors.Is(err, ErrReadOnly):
			return fmt.Errorf("%w: %w", ErrReadOnly, err)
		case errors.Is(err, errUnstated):
			return err
		default:
			why = skipOf(err)
		}
	}
	if why != "" {
		e.out.Skipped = append(e.out.Skipped, Skipped{Clip: line.Clip, Name: line.Name, Path: line.From, Why: why})
	}
	e.done, e.bytes = e.done+1, e.bytes+line.Size
	if e.tell != nil {
		e.tell(Progress{
			Done: e.done, Total: len(e.plan.Lines), Bytes: e.bytes, AllBytes: e.plan.Bytes, Item: line.Name, Failed: len(e.out.Skipped),
			Left: left(e.k.now().Sub(e.began), e.bytes, e.plan.Bytes),
		})
	}
	return nil
}

// errUnstated means that a copy was made and its delivery could not be stated.
var errUnstated = errors.New("the delivery could not be recorded")

// deliver copies a clip, or finds the copy that an export made which was
// stopped, and states the delivery.
func (e *exporting) deliver(line ExportLine) (ExportedFile, error) {
	d := e.plan.Draft
	f, skip := e.k.original(line.Clip)
	if skip == SkipChanged {
		return ExportedFile{}, ErrChanging
	}
	if skip != "" {
		return ExportedFile{}, fs.ErrNotExist
	}
	at := kept{Clip: line.Clip, Copy: true, Inside: true, Names: d.WithNames, Uses: d.Purposes}
	file, err := e.copy(&at, f, line.Name)
	if err != nil {
		return file, err
	}
	if file.SHA256, err = e.sum(file.Path); err != nil {
		return file, err
	}
	if !e.stated(line.Clip, file.SHA256) {
		if err := e.state(file); err != nil {
			return file, fmt.Errorf("%w: %w", errUnstated, err)
		}
	}
	return file, e.k.keep(e.ctx, at)
}

// maxTwins is how many files of one name are told apart.
const maxTwins = 1000

// copy makes the copy under the first name that is free.
func (e *exporting) copy(at *kept, f foundFile, name string) (ExportedFile, error) {
	facts, _ := e.k.factsOf(at.Clip, at.how())
	at.Digest = digest(facts)
	ext := filepath.Ext(name)
	for i := 1; i <= maxTwins; i++ {
		try := name
		if i > 1 {
			try = strings.TrimSuffix(name, ext) + " (" + strconv.Itoa(i) + ")" + ext
		}
		at.Path = filepath.Join(e.plan.Draft.To, try)
		if e.ours(at, f, facts) {
			return e.beside(*at, facts, true)
		}
		err := e.write(at, f, facts)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return ExportedFile{}, err
		}
		return e.beside(*at, facts, false)
	}
	return ExportedFile{}, fs.ErrExist
}

// ours reports whether the copy is there already: one that says it is of this
// clip and for these uses, or, where a format says nothing, the clip's content.
func (e *exporting) ours(at *kept, f foundFile, facts xmp.Facts) bool {
	for _, s := range e.k.meta.of(at.Clip) {
		if s.Path == at.Path && (s.Digest != at.Digest || s.Names != at.Names) {
			return false // another delivery, which said something else
		}
	}
	file, err := os.Open(at.Path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	packet, err := xmp.Packet(e.ctx, file, info.Size())
	if errors.Is(err, xmp.ErrSidecarOnly) && info.Size() == f.size {
		at.Inside = false
		sums, err := probe.Hash(e.ctx, file, func(int64) {})
		return err == nil && media.ClipID(sums.Size, sums.SHA256) == at.Clip
	}
	found, err2 := xmp.Read(packet)
	if err != nil || err2 != nil {
		return false
	}
	return found.Facts.Clip == at.Clip && found.Facts.Release == facts.Release && len(found.Facts.Uses) == len(facts.Uses)
}

// write makes a copy under a name that is free: fs.ErrExist when it is not.
func (e *exporting) write(at *kept, f foundFile, facts xmp.Facts) error {
	from, err := os.Open(f.path)
	if err != nil {
		return diskError(err)
	}
	defer func() { _ = from.Close() }()
	at.Inside = true
	err = xmp.Deliver(e.ctx, from, f.size, at.Path, facts)
	if errors.Is(err, xmp.ErrSidecarOnly) {
		at.Inside = false
		err = plainCopy(e.ctx, from, f.size, at.Path)
	}
	return err
}

// beside writes the sidecar of a copy that cannot say anything itself.
func (e *exporting) beside(at kept, facts xmp.Facts, known bool) (ExportedFile, error) {
	file := ExportedFile{Clip: at.Clip, Path: at.Path, Known: known}
	if at.Inside {
		return file, nil
	}
	folder, err := xmp.OpenFolder(e.plan.Draft.To, "")
	if err != nil {
		return file, err
	}
	written, err := folder.Write(e.ctx, filepath.Base(at.Path), facts)
	if len(written) > 0 {
		file.Sidecar = written[0].Path
	}
	return file, err
}

// sum is the copy's content.
func (e *exporting) sum(path string) (consent.Ref, error) {
	f, err := os.Open(path)
	if err != nil {
		return consent.Ref{}, diskError(err)
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, &readerOf{e.ctx, f}); err != nil {
		return consent.Ref{}, err
	}
	return consent.Ref(h.Sum(nil)), nil
}

// stated reports whether this copy was stated for this recipient before.
func (e *exporting) stated(clip consent.ID, sum consent.Ref) bool {
	sts, err := e.k.store.Statements(e.ctx, consent.Subject{Kind: consent.OfClip, ID: clip})
	if err != nil {
		return false
	}
	for _, st := range sts {
		b, ok := st.Body.(*media.ClipDelivered)
		if !ok || b.SHA256 != sum {
			continue
		}
		if p, err := e.k.particulars(e.ctx, b.Office); err == nil && p.Name == e.plan.Draft.Recipient {
			return true
		}
	}
	return false
}

// state says that a copy was delivered.
func (e *exporting) state(file ExportedFile) error {
	d := e.plan.Draft
	b := &media.ClipDelivered{Clip: file.Clip, Purposes: d.Purposes, SHA256: file.SHA256}
	if e.plan.NeedsReason {
		b.Override = d.Reason
	}
	draft := Draft{Body: b}
	var err error
	if b.Office, err = e.k.aboutOwn(&draft, signer.Particulars{Name: d.Recipient}); err != nil {
		return err
	}
	_, err = e.k.record(context.WithoutCancel(e.ctx), draft)
	return err
}
