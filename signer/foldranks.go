package signer

import (
	"slices"

	"onset/consent"
)

// ranks hands out ranks level by level. The cuts of a level are settled before
// its statements are read.
func (f *folder) ranks() {
	for _, s := range f.r.spans {
		f.device(s.author).Admin = true
	}
	f.device(f.r.spans[len(f.r.spans)-1].author).Root = true
	f.settleCuts()
	f.spread(RankAdmin)
	f.spread(RankOffice)
	f.adminRevocations()
	f.settleCuts()
	f.spread(RankCrew)
}

func (f *folder) settleCuts() {
	for author, revs := range f.revoked {
		f.r.cuts[author] = f.chains(effective(revs))
	}
}

// spread gives out one rank until nothing changes: a device can carry itself
// on in a new log, and that one again.
func (f *folder) spread(rank Rank) {
	for changed := true; changed; {
		changed = false
		for _, st := range f.enrols[rank] {
			b := st.Body.(*DeviceEnrolled)
			if f.r.judgeStanding(st) == nil && f.r.mayEnrol(st, b) {
				changed = f.enrol(st.ID, b) || changed
			}
		}
	}
}

func (f *folder) enrol(id consent.Ref, b *DeviceEnrolled) bool {
	d := f.device(b.Device)
	if slices.Contains(d.EnrolledBy, id) {
		return false
	}
	d.EnrolledBy = append(d.EnrolledBy, id)
	switch b.Rank {
	case RankAdmin:
		d.Admin = true
	case RankOffice:
		d.Office = true
	case RankCrew:
		d.Crew = true
	}
	return true
}

func (f *folder) device(author consent.Ref) *Device {
	d := f.r.devices[author]
	if d == nil {
		d = &Device{Author: author}
		f.r.devices[author] = d
	}
	return d
}

// adminRevocations counts once admins and office devices are known: only crew
// can be revoked by an admin.
func (f *folder) adminRevocations() {
	for i := range f.all {
		st := &f.all[i]
		b, ok := st.Body.(*DeviceRevoked)
		if ok && f.r.spanOf(st.Author, st.Seq) < 0 && f.r.judgeStanding(st) == nil && f.r.mayRevoke(st, b) {
			f.revoked[b.Device] = append(f.revoked[b.Device], revocation{st.ID, b, byAdmin})
		}
	}
}

// finish reads what depends on verdicts and decides nothing about them.
func (f *folder) finish() {
	for _, d := range f.r.devices {
		f.describe(d)
	}
	var sets []*consent.Statement
	var keys []*consent.Statement
	for i := range f.all {
		st := &f.all[i]
		if f.r.Allows(*st) != nil {
			continue
		}
		switch st.Body.(type) {
		case *ProductionSet:
			sets = append(sets, st)
		case *ProductionKey:
			keys = append(keys, st)
		}
	}
	for _, st := range keys { // root's words only: while none is known an admin can hand none on
		f.addEpoch(st.ID, st.Body.(*ProductionKey))
	}
	f.readFacts(sets)
	f.sortEpochs()
	slices.SortFunc(f.r.conflicts, compareConflicts)
}

// describe fills in what people see of a device from the statements that enrol it.
func (f *folder) describe(d *Device) {
	slices.SortFunc(d.EnrolledBy, compareRefs)
	if set, ok := f.byID[f.r.production].Body.(*ProductionSet); ok && set.Founder.Author() == d.Author {
		d.Keys = *set.Founder
	}
	var newest *consent.Statement
	for _, id := range d.EnrolledBy {
		st := f.byID[id]
		b := st.Body.(*DeviceEnrolled)
		if b.Rank == RankAdmin {
			d.adminBy = append(d.adminBy, st.Author)
		}
		if f.replacesKeys(d, st, newest) {
			newest, d.Keys = st, b.Keys
		}
		if !b.Label.IsZero() {
			d.Labels = append(d.Labels, b.Label)
		}
		if d.Continues.IsZero() {
			d.Continues = b.Continues
		}
	}
	for _, r := range effective(f.revoked[d.Author]) {
		d.RevokedBy = append(d.RevokedBy, r.id)
		if d.Revoked == nil || r.body.Last.Seq < d.Revoked.Seq {
			last := r.body.Last
			d.Revoked = &last
		}
	}
}

// replacesKeys reports whether the keys that st names for d take the place of
// those of newest, nil for the founding's. A root's word goes before an admin's
// and that before a device's own: no device can give another new keys. Then an
// id for the network goes before none, and the later in one log before the
// earlier; between logs no order is known, so any one that is fixed will do.
func (f *folder) replacesKeys(d *Device, st, newest *consent.Statement) bool {
	sync := st.Body.(*DeviceEnrolled).Keys.Sync != ""
	if newest == nil {
		return len(d.Keys.Seal) == 0 || f.weight(st) == byRootWeight && (sync || d.Keys.Sync == "")
	}
	if a, b := f.weight(st), f.weight(newest); a != b {
		return a > b
	}
	if sync != (d.Keys.Sync != "") {
		return sync
	}
	if st.Author == newest.Author && st.Seq != newest.Seq {
		return st.Seq > newest.Seq
	}
	return compareRefs(st.ID, newest.ID) > 0
}

const byRootWeight = 2

// weight is how much a statement's author has to say of others' keys.
func (f *folder) weight(st *consent.Statement) int {
	if f.r.spanOf(st.Author, st.Seq) >= 0 {
		return byRootWeight
	}
	return map[bool]int{true: 1}[f.r.devices[st.Author].Admin]
}

func (f *folder) addEpoch(id consent.Ref, b *ProductionKey) {
	to, err := ParseRecipient(b.Recipient)
	if err != nil {
		return
	}
	list := f.r.epochs[b.Audience]
	i := slices.IndexFunc(list, func(e KeyEpoch) bool { return e.Epoch == b.Epoch && e.Recipient.String() == b.Recipient })
	if i < 0 {
		list = append(list, KeyEpoch{b.Epoch, to, id})
	} else if compareRefs(id, list[i].Statement) < 0 {
		list[i].Statement = id
	}
	f.r.epochs[b.Audience] = list
}

func (f *folder) sortEpochs() {
	for _, a := range []Audience{AudienceSet, AudienceOffice} {
		list := f.r.epochs[a]
		slices.SortFunc(list, func(a, b KeyEpoch) int {
			if a.Epoch != b.Epoch {
				return a.Epoch - b.Epoch
			}
			return compareRefs(a.Statement, b.Statement)
		})
		for i := 1; i < len(list); i++ {
			if list[i].Epoch == list[i-1].Epoch {
				f.conflict(ConflictKey, list[i-1].Statement, list[i].Statement)
			}
		}
	}
}

func compareConflicts(a, b Conflict) int {
	if a.Kind != b.Kind {
		if a.Kind < b.Kind {
			return -1
		}
		return 1
	}
	return slices.CompareFunc(a.Statements, b.Statements, compareRefs)
}
