package signer

import (
	"bytes"
	"crypto/sha256"

	"onset/consent"
)

// Rank is what a device may say. Root is above admin, admin above office and
// crew. A device has every rank that a standing enrolment gives it.
type Rank string

// The ranks an enrolment can give. Root is not among them: it starts with the
// founder and is passed on by production.root.
const (
	RankAdmin  Rank = "admin"
	RankCrew   Rank = "crew"
	RankOffice Rank = "office" // states what only the office can know: clip.received, log.acknowledged
	RankRoot   Rank = "root"
)

// Audience is who can read a blob.
type Audience string

// The audiences. Set is every enrolled device, office the office's devices.
const (
	AudienceSet    Audience = "set"
	AudienceOffice Audience = "office"
)

// DeviceKeys are a device's public keys.
type DeviceKeys struct {
	Seal []byte `json:"seal"`           // DER SubjectPublicKeyInfo, P-256
	Age  string `json:"age"`            // recipient, "age1…"
	Sync string `json:"sync,omitempty"` // Syncthing device id
}

// Author is the name statements give the device.
func (k DeviceKeys) Author() consent.Ref { return sha256.Sum256(k.Seal) }

// ProductionSet is production.set. The first one founds the production: its
// header's production is empty, its id is the production's, its author the
// founder. Later ones change the facts and name those they replace.
type ProductionSet struct {
	Nonce      []byte        `json:"nonce"` // 16 bytes
	Founder    *DeviceKeys   `json:"founder,omitempty"`
	Title      string        `json:"title"`
	Controller string        `json:"controller"`
	Contact    string        `json:"contact"`
	Address    string        `json:"address,omitempty"`
	Customer   string        `json:"customer,omitempty"`
	Rules      consent.Rules `json:"rules"`
	Replaces   []consent.Ref `json:"replaces,omitempty"`
}

// ProductionRoot is production.root: the root device passes root on. The next
// root's word counts as root's from the statement after position After of its
// own log, 0 for all of it. The former root stays admin.
type ProductionRoot struct {
	Device consent.Ref `json:"device"`
	After  uint64      `json:"after,omitempty"`
}

// ProductionKey is production.key: an epoch of an audience's key. Writers seal
// to the newest epoch they know. For holds the identity for each device that
// is to read it, encrypted to that device's own recipient.
type ProductionKey struct {
	Audience  Audience     `json:"audience"`
	Epoch     int          `json:"epoch"` // 1, 2, 3 …
	Recipient string       `json:"recipient"`
	For       []WrappedKey `json:"for"`
}

// WrappedKey is an age identity as an age file that only Device can open.
type WrappedKey struct {
	Device   consent.Ref `json:"device"`
	Identity []byte      `json:"identity"`
}

// DeviceEnrolled is device.enrolled. Continues names the log that the same
// device kept before it was restored.
type DeviceEnrolled struct {
	Device    consent.Ref     `json:"device"`
	Keys      DeviceKeys      `json:"keys"`
	Rank      Rank            `json:"rank"`
	Label     consent.BlobRef `json:"label,omitzero"` // what people call it
	Continues consent.Ref     `json:"continues,omitzero"`
}

// Position is a place in a log: the statement there, or 0 and zero for its start.
type Position struct {
	Seq uint64      `json:"seq"`
	ID  consent.Ref `json:"id"`
}

// DeviceRevoked is device.revoked: of Device's log, what leads up to Last
// stands and everything else is set aside. Replaces names revocations that
// this one takes the place of.
type DeviceRevoked struct {
	Device   consent.Ref     `json:"device"`
	Last     Position        `json:"last"`
	Replaces []consent.Ref   `json:"replaces,omitempty"`
	Reason   consent.BlobRef `json:"reason,omitzero"`
}

// LogAcknowledged is log.acknowledged: the office holds these logs up to and
// including these positions.
type LogAcknowledged struct {
	Logs []LogPosition `json:"logs"`
}

// LogPosition is the place in one author's log.
type LogPosition struct {
	Author consent.Ref `json:"author"`
	Seq    uint64      `json:"seq"`
	ID     consent.Ref `json:"id"`
}

// Kinds are the statement types of this package, for decoding.
func Kinds() []consent.Kind {
	return []consent.Kind{
		kind[ProductionSet](), kind[ProductionRoot](), kind[ProductionKey](),
		kind[DeviceEnrolled](), kind[DeviceRevoked](), kind[LogAcknowledged](), kind[ProductionCertificate](),
	}
}

func kind[T any, P interface {
	*T
	consent.Body
}]() consent.Kind {
	return consent.Kind{Type: P(new(T)).Type(), V: 1, New: func() consent.Body { return P(new(T)) }}
}

// Type names the statement.
func (*ProductionSet) Type() string { return "production.set" }

// Type names the statement.
func (*ProductionRoot) Type() string { return "production.root" }

// Type names the statement.
func (*ProductionKey) Type() string { return "production.key" }

// Type names the statement.
func (*DeviceEnrolled) Type() string { return "device.enrolled" }

// Type names the statement.
func (*DeviceRevoked) Type() string { return "device.revoked" }

// Type names the statement.
func (*LogAcknowledged) Type() string { return "log.acknowledged" }

// Subjects of a ProductionSet is the production.
func (*ProductionSet) Subjects() []consent.Subject { return ofProduction() }

// Subjects of a ProductionRoot are the production and the device.
func (b *ProductionRoot) Subjects() []consent.Subject {
	return append(ofProduction(), ofDevice(b.Device))
}

// Subjects of a ProductionKey is the production.
func (*ProductionKey) Subjects() []consent.Subject { return ofProduction() }

// Subjects of a DeviceEnrolled is the device.
func (b *DeviceEnrolled) Subjects() []consent.Subject {
	return []consent.Subject{ofDevice(b.Device)}
}

// Subjects of a DeviceRevoked is the device.
func (b *DeviceRevoked) Subjects() []consent.Subject { return []consent.Subject{ofDevice(b.Device)} }

// Subjects of a LogAcknowledged are the devices whose logs it names.
func (b *LogAcknowledged) Subjects() []consent.Subject {
	out := make([]consent.Subject, 0, len(b.Logs))
	for _, l := range b.Logs {
		out = append(out, ofDevice(l.Author))
	}
	return out
}

// DeviceID is the subject id of a device: the first half of its author name.
func DeviceID(author consent.Ref) consent.ID { return consent.ID(author[:16]) }

func ofDevice(author consent.Ref) consent.Subject {
	return consent.Subject{Kind: consent.OfDevice, ID: DeviceID(author)}
}

func ofProduction() []consent.Subject { return []consent.Subject{{Kind: consent.OfProduction}} }

// Limits of the bodies, far above any real use.
const (
	maxText    = 2000
	maxRefs    = 4096
	maxWrapped = 4096
)

func (k *DeviceKeys) valid() bool {
	if _, err := ParsePublicKey(k.Seal); err != nil {
		return false
	}
	_, err := ParseRecipient(k.Age)
	return err == nil && len(k.Sync) <= 80
}

func (b *ProductionSet) valid() bool {
	for _, s := range []string{b.Title, b.Controller, b.Contact, b.Address, b.Customer} {
		if len(s) > maxText {
			return false
		}
	}
	return len(b.Nonce) == 16 && len(b.Replaces) <= maxRefs && (b.Founder == nil || b.Founder.valid())
}

func (b *ProductionRoot) valid() bool { return !b.Device.IsZero() && b.After <= maxSeq }

func (b *ProductionKey) valid() bool {
	_, err := ParseRecipient(b.Recipient)
	known := b.Audience == AudienceSet || b.Audience == AudienceOffice
	return err == nil && known && b.Epoch > 0 && b.Epoch < 1<<20 && len(b.For) <= maxWrapped
}

func (b *DeviceEnrolled) valid() bool {
	known := b.Rank == RankAdmin || b.Rank == RankCrew || b.Rank == RankOffice
	return known && b.Keys.valid() && b.Keys.Author() == b.Device && b.Continues != b.Device
}

func (b *DeviceRevoked) valid() bool {
	return !b.Device.IsZero() && b.Last.Seq <= maxSeq && (b.Last.Seq == 0) == b.Last.ID.IsZero() &&
		len(b.Replaces) <= maxRefs
}

func (b *LogAcknowledged) valid() bool {
	for i, l := range b.Logs {
		if l.Seq == 0 || l.Seq > maxSeq || l.ID.IsZero() {
			return false
		}
		if i > 0 && bytes.Compare(b.Logs[i-1].Author[:], l.Author[:]) >= 0 {
			return false
		}
	}
	return len(b.Logs) > 0 && len(b.Logs) <= maxRefs
}
