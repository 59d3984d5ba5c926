package flow

// Home is the home this production lies in: one carrier serves all of a home.
func (k *Kit) Home() *Home { return k.home }
