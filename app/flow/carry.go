package flow

import (
	"path/filepath"

	"onset/consent"
)

// Carried is what a carrier needs of this production.
func (k *Kit) Carried() Carried {
	return Carried{
		Production: k.prod, Dir: filepath.Join(k.home.o.Dir, k.prod.Dir), Store: watched{k.store, k},
		Former: refs(k.local(k.life, localFormer)),
	}
}

// SetCarrier has c carry this production until Close, which closes it.
func (k *Kit) SetCarrier(c Carrier) {
	k.mu.Lock()
	k.carrier = c
	k.mu.Unlock()
	k.offers.anew(consent.ID{})
	c.OnChange(k.tell)
	k.dialPeers(k.life, c)
	k.chore()
	k.tell()
}

// Carrier is what carries this production; nil while nothing does.
func (k *Kit) Carrier() Carrier {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.carrier
}
