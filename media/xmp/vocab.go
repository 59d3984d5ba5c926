package xmp

import "strconv"

// Namespaces of the properties written. XMP specification part 1; PLUS LDF
// 2.0; IPTC Extension schema 1.8; Video Metadata Hub uses the same ones.
const (
	nsRDF  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsMeta = "adobe:ns:meta/"
	nsPlus = "http://ns.useplus.org/ldf/xmp/1.0/"
	nsIptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
	nsXMP  = "http://ns.adobe.com/xap/1.0/"
	nsNote = "http://ns.adobe.com/xmp/note/"
	nsShop = "http://ns.adobe.com/photoshop/1.0/"
	nsXML  = "http://www.w3.org/XML/1998/namespace"

	// NS is the namespace of the properties that only Onset has:
	//
	//	Clip      text: id of the clip
	//	Status    text: media.Result over all Uses
	//	AsOf      text: when that was looked at, see consent.Stamp
	//	Uses      Bag of structures: Purpose, Result
	//	Consents  Bag of structures: Id, Status (a word of DPV, see consent.Status)
	//	Wrote     Bag of text: what Onset wrote into shared properties, "Name value"
	//	Before    Bag of text: what it took the place of, in the same form
	//
	// Ids are written as urn:uuid. A reader must take Status for what it was
	// at AsOf: copies age.
	NS = "urn:x-onset:xmp:1.0/"
)

// prefixes are what a namespace is called where the packet does not name it yet.
var prefixes = map[string]string{
	nsRDF: "rdf", nsMeta: "x", nsPlus: "plus", nsIptc: "Iptc4xmpExt", nsXMP: "xmp", nsNote: "xmpNote", NS: "onset",
}

// plusValue comes before every value of the PLUS vocabularies. It is part of
// the text: the properties are texts, not references.
const plusValue = "http://ns.useplus.org/ldf/vocab/"

// Release is plus:ModelReleaseStatus, empty when nothing is said.
type Release string

// The release statuses of PLUS.
const (
	ReleaseNone      Release = "MR-NON" // people, and a release from none of them
	ReleaseNotNeeded Release = "MR-NAP" // nobody recognisable
	ReleaseUnlimited Release = "MR-UMR" // unlimited releases from everybody
	ReleaseLimited   Release = "MR-LMR" // limited or incomplete releases
)

// propertyLimited is the status of property releases that some programs write
// where they mean ReleaseLimited.
const propertyLimited Release = "MR-LPR"

// Age is plus:MinorModelAgeDisclosure, the age of the youngest person when
// the clip was captured; empty when nothing is said.
type Age string

// The ages that have no year of their own.
const (
	AgeUnknown  Age = "AG-UNK"
	AgeUnder15  Age = "AG-U14" // 14 or under
	Age25OrOver Age = "AG-A25"
)

// AgeOf is the code for a number of whole years.
func AgeOf(years int) Age {
	switch {
	case years < 0:
		return AgeUnknown
	case years <= 14:
		return AgeUnder15
	case years >= 25:
		return Age25OrOver
	default:
		return Age("AG-A" + strconv.Itoa(years))
	}
}

// Mining is plus:DataMining, empty when nothing is said.
type Mining string

// NoTraining is the one prohibition Onset writes: not everybody in the clip
// agreed to the training of machines.
const NoTraining Mining = "DMI-PROHIBITED-AIMLTRAINING"

// weakMining are the values that NoTraining takes the place of. Everything
// else prohibits as much, or points to a text of its own.
var weakMining = []Mining{"", "DMI-UNSPECIFIED", "DMI-ALLOWED", "DMI-PROHIBITED-GENAIMLTRAINING"}
