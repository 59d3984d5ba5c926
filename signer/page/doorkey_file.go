package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"onset/consent"
	"onset/signer"
)

// ErrDoorFile means bytes are not those of a door that MarshalBinary wrote.
var ErrDoorFile = errors.New("not a door as it was kept")

// maxDoorFile bounds what is read of a kept door; one takes about 500 bytes.
const maxDoorFile = 4 << 10

// doorFile is a door as it is kept: JSON, canonical, with its private key.
type doorFile struct {
	V        int        `json:"v"` // 1
	ID       string     `json:"id"`
	Kind     DoorKind   `json:"kind"`
	Terms    string     `json:"terms"`
	Language string     `json:"language"`
	Request  consent.ID `json:"request,omitzero"`
	Consent  consent.ID `json:"consent,omitzero"`
	Person   consent.ID `json:"person,omitzero"`
	Opened   int64      `json:"opened"` // milliseconds since the Unix epoch
	Expires  int64      `json:"expires"`
	Public   []byte     `json:"public"`
	Private  []byte     `json:"private"`
	Secret   []byte     `json:"secret"`
}

// MarshalBinary writes the door with its private key, to be kept sealed and
// nowhere else. Times are kept to the millisecond.
func (d *Door) MarshalBinary() ([]byte, error) {
	return json.Marshal(doorFile{
		V: 1, ID: d.ID, Kind: d.Kind, Terms: d.Terms, Language: d.Language,
		Request: d.Request, Consent: d.Consent, Person: d.Person,
		Opened: d.Opened.UnixMilli(), Expires: d.Expires.UnixMilli(),
		Public: d.Key.Public[:], Private: d.Key.Private[:], Secret: d.Key.Secret[:],
	})
}

// UnmarshalBinary reads what MarshalBinary wrote and nothing else. Times come
// back in UTC. ErrDoorFile.
func (d *Door) UnmarshalBinary(b []byte) error {
	var f doorFile
	if len(b) > maxDoorFile || !signer.StrictJSON(b) || json.Unmarshal(b, &f) != nil {
		return ErrDoorFile
	}
	if again, err := json.Marshal(f); err != nil || !bytes.Equal(again, b) {
		return ErrDoorFile
	}
	got := Door{
		ID: f.ID, Kind: f.Kind, Terms: f.Terms, Language: f.Language,
		Request: f.Request, Consent: f.Consent, Person: f.Person,
		Opened: time.UnixMilli(f.Opened).UTC(), Expires: time.UnixMilli(f.Expires).UTC(),
	}
	if copy(got.Key.Public[:], f.Public) != len(f.Public) || copy(got.Key.Private[:], f.Private) != len(f.Private) ||
		copy(got.Key.Secret[:], f.Secret) != len(f.Secret) {
		return ErrDoorFile
	}
	if f.V != 1 || !isDoorID(f.ID) || !got.Kind.known() || got.Terms == "" ||
		!got.Expires.After(got.Opened) || !got.Key.paired() {
		return ErrDoorFile
	}
	*d = got
	return nil
}

func (k DoorKind) known() bool {
	return k == ForSet || k == ForCrowd || k.single()
}

// single reports whether the door is for one phone only.
func (k DoorKind) single() bool {
	return k == ForOne || k == ForParent || k == ForSecond
}
