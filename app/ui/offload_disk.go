package ui

import (
	"onset/app/ui/part"
	"onset/consent"
)

// nameDisk asks what a disk is called and who keeps it: who must be told when
// somebody takes a yes back, and whom to ask for the copy.
func (u *UI) nameDisk(id consent.ID, name, keeper string) {
	d := &part.Dialog{Title: u.T("disk.title"), Sentence: u.T("disk.note")}
	called := part.NewField(part.FieldOptions{Label: u.T("disk.name"), Placeholder: u.T("disk.name.like"), Crew: true})
	called.SetText(name)
	kept := part.NewField(part.FieldOptions{Label: u.T("disk.keeper"), Crew: true})
	kept.SetText(keeper)
	save := part.NewButton(u.T("button.save"), "", part.Main, func() {
		if !u.try(u.kit.SetDisk(u.ctx, id, called.Text(), kept.Text())) {
			return
		}
		d.Hide()
		u.refresh()
	})
	d.Body = append(d.Body, called, kept)
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide), save}
	d.Show(u.stage)
}
