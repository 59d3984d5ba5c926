package carry

import (
	"context"

	"onset/app/flow"
	"onset/consent"
	"onset/sync"
)

// link is a production's carrying as the flows know it.
type link struct{ sync.Carrying }

var _ flow.Carrier = link{}

// Status is how things are now.
func (l link) Status() flow.CarryStatus {
	s := l.Carrying.Status()
	out := flow.CarryStatus{
		Listening: s.Listening, Waiting: s.Waiting, Blobs: s.Blobs, Arriving: s.Arriving, Faults: faults(s.Faults),
		Limits: flow.CarryLimits(s.Limits), Metered: s.Metered, MeterKnown: s.MeterKnown,
	}
	for _, p := range s.Peers {
		out.Peers = append(out.Peers, flow.CarryPeer(p))
	}
	for _, m := range s.Media {
		out.Media = append(out.Media, flow.CarryFolder{
			ID: m.ID, Done: m.Done, Total: m.Total, Files: m.Files, Of: m.Of,
			Rate: m.Rate, Left: m.Left, Paused: m.Paused, Fault: string(m.Fault),
		})
	}
	return out
}

func faults(list []sync.Fault) []flow.CarryFault {
	out := make([]flow.CarryFault, len(list))
	for i, f := range list {
		out[i] = flow.CarryFault{Author: f.Author, What: string(f.What), Item: f.Item, Since: f.Since}
	}
	return out
}

// Now writes what waits and looks for news.
func (l link) Now(ctx context.Context) error { return told(l.Carrying.Now(ctx)) }

// SetLimits changes how clips are carried.
func (l link) SetLimits(ctx context.Context, limits flow.CarryLimits) error {
	return told(l.Carrying.SetLimits(ctx, sync.Limits(limits)))
}

// Dial adds an address.
func (l link) Dial(ctx context.Context, device consent.Ref, address string) error {
	return told(l.Carrying.Dial(ctx, device, address))
}

// ShareClips offers a folder of clips to the office.
func (l link) ShareClips(ctx context.Context, f flow.MediaFolder) error {
	out := sync.Folder{ID: f.ID, Path: f.Path}
	for _, file := range f.Files {
		out.Files = append(out.Files, sync.File{Path: file.Path, Size: file.Size})
	}
	return told(l.Share(ctx, out))
}

// ClipStates are how far the files of an offered folder have come.
func (l link) ClipStates(id string) []flow.CarryFile {
	files := l.Files(id)
	out := make([]flow.CarryFile, len(files))
	for i, f := range files {
		out[i] = flow.CarryFile(f)
	}
	return out
}

// UnshareClips takes the offer back.
func (l link) UnshareClips(ctx context.Context, id string) error { return told(l.Unshare(ctx, id)) }

// Export writes everything held as files.
func (l link) Export(ctx context.Context, dir string, progress func(flow.Progress)) (flow.Parcel, error) {
	p, err := l.Carrying.Export(ctx, dir, steps(progress))
	return parcel(p), told(err)
}

// Import takes what a disk carries.
func (l link) Import(ctx context.Context, dir string, progress func(flow.Progress)) (flow.Parcel, error) {
	p, err := l.Carrying.Import(ctx, dir, steps(progress))
	return parcel(p), told(err)
}

func steps(progress func(flow.Progress)) func(done, total int) {
	if progress == nil {
		return nil
	}
	return func(done, total int) { progress(flow.Progress{Done: done, Total: total}) }
}

func parcel(p sync.Parcel) flow.Parcel {
	return flow.Parcel{Statements: p.Statements, Blobs: p.Blobs, Known: p.Known, Files: p.Files, Faults: faults(p.Faults)}
}

// Close ends carrying.
func (l link) Close() error { return told(l.Carrying.Close()) }
