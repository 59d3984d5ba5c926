package flow

import (
	"onset/consent"
	"onset/signer/page"
)

// DeskOf is the desk that phones of a kit speak to.
func DeskOf(k *Kit) page.Desk {
	return newDesk(k, func() string { w, _ := k.WiFi(); return w.SSID })
}

// DoorsOf are doors as a kit that has just begun to sign on phones finds them.
func DoorsOf(k *Kit) page.Doors {
	d := newDoors(k)
	d.restore(k.life)
	return d
}

// SecretOf is the secret of a consent that somebody waits for.
func SecretOf(k *Kit, id consent.ID) []byte {
	c, err := k.one(id)
	if err != nil {
		return nil
	}
	return k.secretOf(k.life, c)
}

// RefusedIn is how many said no in the shoot.
func RefusedIn(k *Kit) (n int) {
	sts, err := k.store.Statements(k.life, consent.Subject{Kind: consent.OfShoot, ID: k.Shoot().ID})
	for _, st := range sts {
		if _, ok := st.Body.(*consent.Refused); ok && err == nil {
			n++
		}
	}
	return n
}

// PayloadOf is what the code of a receipt says in a language.
func PayloadOf(r Receipt, lang string) string {
	var words wordBook
	return r.payload(words.of(lang))
}
