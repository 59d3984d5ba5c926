package signer

import (
	"onset/consent"
)

type keyringPayload struct {
	V           int              `json:"v"`
	Sync        SyncKey          `json:"sync"`
	PIN         *pinState        `json:"pin,omitempty"`
	Productions []productionKeys `json:"productions"`
}

type productionKeys struct {
	ID       consent.Ref `json:"id"`
	Dir      string      `json:"dir"`
	StoreKey []byte      `json:"store_key"`
	NextKey  []byte      `json:"next_key,omitempty"`
	Seal     []byte      `json:"seal"` // the scalar, 32 bytes
	Device   string      `json:"device"`
	Set      []epochKey  `json:"set"`
	Office   []epochKey  `json:"office"`
	Rounds   []roundKey  `json:"rounds,omitempty"`
	Crew     []Person    `json:"crew"`
}

type epochKey struct {
	Epoch    int    `json:"epoch"`
	Identity string `json:"identity"`
}

func (k *Keyring) encode() ([]byte, error) {
	p := keyringPayload{V: 1, Sync: k.Sync, PIN: k.pin, Productions: []productionKeys{}}
	for _, x := range k.Productions {
		w, err := writeProduction(x)
		if err != nil {
			return nil, err
		}
		p.Productions = append(p.Productions, w)
	}
	return encodeJSON(p)
}

func writeProduction(x *Production) (productionKeys, error) {
	if x.Seal == nil || x.Device == nil {
		return productionKeys{}, ErrKey
	}
	d, err := x.Seal.priv.Bytes()
	if err != nil {
		return productionKeys{}, ErrKey
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	w := productionKeys{
		ID: x.ID, Dir: x.Dir, StoreKey: x.StoreKey[:], Seal: d, Device: x.Device.id.String(),
		Set: writeEpochs(x.Set), Office: writeEpochs(x.Office), Rounds: writeRounds(x.rounds), Crew: append([]Person{}, x.Crew...),
	}
	if x.NextKey != [32]byte{} {
		w.NextKey = x.NextKey[:]
	}
	return w, nil
}

func writeEpochs(list []Epoch) []epochKey {
	out := make([]epochKey, 0, len(list))
	for _, e := range list {
		out = append(out, epochKey{e.N, e.Identity.id.String()})
	}
	return out
}

// decode reads what encode wrote. The payload is authentic, so anything else
// is of a newer build or damage.
func (k *Keyring) decode(b []byte) error {
	var p keyringPayload
	if !checkJSON(b) || !decodeExact(b, &p) {
		return ErrKeyringDamaged
	}
	if p.V != 1 || p.PIN != nil && !p.PIN.valid() {
		return ErrKeyringDamaged
	}
	k.Sync, k.pin = p.Sync, p.PIN
	for _, w := range p.Productions {
		x, err := readProduction(w)
		if err != nil {
			return err
		}
		k.Productions = append(k.Productions, x)
	}
	return nil
}

func readProduction(w productionKeys) (*Production, error) {
	if len(w.StoreKey) != 32 || len(w.NextKey) != 0 && len(w.NextKey) != 32 {
		return nil, ErrKeyringDamaged
	}
	x := &Production{ID: w.ID, Dir: w.Dir, StoreKey: [32]byte(w.StoreKey), Crew: w.Crew}
	copy(x.NextKey[:], w.NextKey)
	var err error
	if x.Seal, err = parseSealKey(w.Seal); err != nil {
		return nil, ErrKeyringDamaged
	}
	if x.Device, err = parseIdentity(w.Device); err != nil {
		return nil, ErrKeyringDamaged
	}
	if x.Set, err = readEpochs(w.Set); err != nil {
		return nil, err
	}
	if x.Office, err = readEpochs(w.Office); err != nil {
		return nil, err
	}
	x.rounds, err = readRounds(w.Rounds)
	return x, err
}

func readEpochs(list []epochKey) ([]Epoch, error) {
	var out []Epoch
	for _, e := range list {
		id, err := parseIdentity(e.Identity)
		if err != nil || e.Epoch < 1 {
			return nil, ErrKeyringDamaged
		}
		out = append(out, Epoch{e.Epoch, id})
	}
	return out, nil
}
