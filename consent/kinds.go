package consent

import (
	"crypto/sha256"
)

// Kinds are the statement types of this package, for decoding.
func Kinds() []Kind {
	return []Kind{
		kind[Given](), kind[Requested](), kind[Refused](), kind[Signed](), kind[Withdrawn](),
		kind[Restricted](), kind[Unrestricted](), kind[Invalidated](), kind[Rectified](),
		kind[Avoid](), kind[Notice](), kind[TermsPublished](), kind[Published](),
		kind[Erased](), kind[Purged](), kind[OfficeHolds](), kind[RequestOpened](), kind[RequestClosed](),
	}
}

func kind[T any, P interface {
	*T
	Body
}]() Kind {
	return Kind{Type: P(new(T)).Type(), V: 1, New: func() Body { return P(new(T)) }}
}

// Type names the statement.
func (*Given) Type() string { return "consent.given" }

// Type names the statement.
func (*Requested) Type() string { return "consent.requested" }

// Type names the statement.
func (*Refused) Type() string { return "consent.refused" }

// Type names the statement.
func (*Signed) Type() string { return "consent.signed" }

// Type names the statement.
func (*Withdrawn) Type() string { return "consent.withdrawn" }

// Type names the statement.
func (*Restricted) Type() string { return "consent.restricted" }

// Type names the statement.
func (*Unrestricted) Type() string { return "consent.unrestricted" }

// Type names the statement.
func (*Invalidated) Type() string { return "consent.invalidated" }

// Type names the statement.
func (*Rectified) Type() string { return "particulars.rectified" }

// Type names the statement.
func (*Avoid) Type() string { return "person.avoid" }

// Type names the statement.
func (*Notice) Type() string { return "notice.posted" }

// Type names the statement.
func (*TermsPublished) Type() string { return "terms.published" }

// Type names the statement.
func (*Published) Type() string { return "production.published" }

// Type names the statement.
func (*Erased) Type() string { return "blob.erased" }

// Type names the statement.
func (*Purged) Type() string { return "blob.purged" }

// Type names the statement.
func (*OfficeHolds) Type() string { return "blob.held" }

// Type names the statement.
func (*RequestOpened) Type() string { return "request.opened" }

// Type names the statement.
func (*RequestClosed) Type() string { return "request.closed" }

// Subjects of a Given are the consent and its person.
func (b *Given) Subjects() []Subject {
	return []Subject{{OfConsent, b.Consent}, {OfPerson, b.Person}}
}

// Subjects of a Requested are the consent and its person.
func (b *Requested) Subjects() []Subject {
	return []Subject{{OfConsent, b.Consent}, {OfPerson, b.Person}}
}

// Subjects of a Refused is the shoot it is counted in.
func (b *Refused) Subjects() []Subject { return []Subject{{OfShoot, b.Shoot}} }

// Subjects of a Signed is the consent.
func (b *Signed) Subjects() []Subject { return []Subject{{OfConsent, b.Consent}} }

// Subjects of a Withdrawn is the consent.
func (b *Withdrawn) Subjects() []Subject { return []Subject{{OfConsent, b.Consent}} }

// Subjects of a Restricted is the consent.
func (b *Restricted) Subjects() []Subject { return []Subject{{OfConsent, b.Consent}} }

// Subjects of an Unrestricted is the consent.
func (b *Unrestricted) Subjects() []Subject { return []Subject{{OfConsent, b.Consent}} }

// Subjects of an Invalidated is the consent.
func (b *Invalidated) Subjects() []Subject { return []Subject{{OfConsent, b.Consent}} }

// Subjects of a Rectified is the consent or the person it corrects.
func (b *Rectified) Subjects() []Subject {
	if !b.Consent.IsZero() {
		return []Subject{{OfConsent, b.Consent}}
	}
	return []Subject{{OfPerson, b.Person}}
}

// Subjects of an Avoid is the person.
func (b *Avoid) Subjects() []Subject { return []Subject{{OfPerson, b.Person}} }

// Subjects of a Notice is the notice.
func (b *Notice) Subjects() []Subject { return []Subject{{OfNotice, b.Notice}} }

// Subjects of a TermsPublished is the text's key.
func (b *TermsPublished) Subjects() []Subject { return []Subject{{OfTerms, TermsID(b.Terms.Key)}} }

// Subjects of a Published is the production.
func (*Published) Subjects() []Subject { return []Subject{{OfProduction, ID{}}} }

// Subjects of an Erased are its blobs.
func (b *Erased) Subjects() []Subject { return blobSubjects(OfBlob, b.Blobs) }

// Subjects of a Purged are its blobs.
func (b *Purged) Subjects() []Subject { return blobSubjects(OfBlob, b.Blobs) }

// Subjects of an OfficeHolds are its blobs, as far as they are held.
func (b *OfficeHolds) Subjects() []Subject { return blobSubjects(OfHolding, b.Blobs) }

// Subjects of a RequestOpened is the request.
func (b *RequestOpened) Subjects() []Subject { return []Subject{{OfRequest, b.Request}} }

// Subjects of a RequestClosed is the request.
func (b *RequestClosed) Subjects() []Subject { return []Subject{{OfRequest, b.Request}} }

func blobSubjects(kind SubjectKind, ids []ID) []Subject {
	out := make([]Subject, 0, len(ids))
	for _, id := range ids {
		out = append(out, Subject{kind, id})
	}
	return out
}

// TermsID is the subject id of a text's key.
func TermsID(key string) ID {
	h := sha256.Sum256([]byte("onset terms\x00" + key))
	return ID(h[:16])
}
