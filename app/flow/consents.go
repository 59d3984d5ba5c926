package flow

import (
	"fmt"

	"onset/consent"
	"onset/signer"
)

// Consents are all declarations, the oldest first.
func (k *Kit) Consents() []ConsentLine {
	k.look()
	all := k.ledger.Consents()
	k.mu.Unlock()
	return k.consentLines(all)
}

// Consent is one declaration.
func (k *Kit) Consent(id consent.ID) (ConsentLine, error) {
	k.look()
	c := k.ledger.Consent(id)
	k.mu.Unlock()
	if c == nil {
		return ConsentLine{}, fmt.Errorf("consent %s: %w", id, ErrNotFound)
	}
	return k.consentLine(c), nil
}

func (k *Kit) consentLines(cs []*consent.Consent) []ConsentLine {
	out := make([]ConsentLine, 0, len(cs))
	for _, c := range cs {
		out = append(out, k.consentLine(c))
	}
	return out
}

func (k *Kit) consentLine(c *consent.Consent) ConsentLine {
	k.look()
	line := ConsentLine{Consent: c, Name: k.labels.of(c.Person).Name, Status: c.Status(k.ledger.Today)}
	k.mu.Unlock()
	line.DeviceName = k.deviceName(c.Device)
	line.Guardians = make([]GuardianLine, len(c.Guardians))
	for i, g := range c.Guardians {
		line.Guardians[i].Relation = g.Relation
	}
	k.addOffice(&line, c)
	return line
}

// addOffice adds what the office's particulars say, where this device can read
// them: the newest first, then those of further parties.
func (k *Kit) addOffice(line *ConsentLine, c *consent.Consent) {
	var guardians []signer.GuardianParticulars
	for _, ref := range c.Office {
		p, err := k.particulars(k.life, ref)
		if err != nil {
			continue
		}
		line.Workplace, line.Contact = orElse(line.Workplace, p.Workplace), orElse(line.Contact, p.Contact)
		guardians = append(guardians, p.Guardians...)
	}
	for i := range line.Guardians {
		for j, g := range guardians {
			if consent.Relation(g.Relation) == line.Guardians[i].Relation {
				line.Guardians[i].Name, line.Guardians[i].Contact = g.Name, g.Contact
				guardians = append(guardians[:j:j], guardians[j+1:]...)
				break
			}
		}
	}
}

// deviceName is what people call a device, empty for this one.
func (k *Kit) deviceName(author consent.Ref) string {
	if author == k.prod.Seal.Author() {
		return ""
	}
	if name := k.deviceLabel(author); name != "" {
		return name
	}
	return author.String()[:8]
}
