package flow

import "onset/signer/page"

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
