package offload

import (
	"errors"
	"time"
)

// What can be wrong with a manifest.
var (
	// ErrManifest means a file is not a manifest or checksum list of a kind that is read here.
	ErrManifest = errors.New("not a readable manifest")
	// ErrTampered means a manifest is not the one that its chain file names, or is gone.
	ErrTampered = errors.New("the manifest was changed after it was written")
	// ErrNoManifest means there is nothing in a folder to verify it by.
	ErrNoManifest = errors.New("there is no manifest")
)

// Action says what a checksum in an ASC MHL manifest stands for.
type Action string

// The actions of ASC MHL.
const (
	Original Action = "original" // the first of this file
	Verified Action = "verified" // agrees with an earlier one
	Failed   Action = "failed"   // does not
)

// Process says how a manifest came about.
type Process string

// The processes of ASC MHL.
const (
	InPlace  Process = "in-place"
	Transfer Process = "transfer"
	Flatten  Process = "flatten"
)

// Author is a person or organisation named in a manifest.
type Author struct {
	Name, Email, Phone, Role string
}

// Creator says who writes a manifest with what. Host is the name of the
// machine as it may be shown to others, Tool and Version name the program.
type Creator struct {
	Host, Tool, Version string
	Authors             []Author
	Location, Comment   string
}

// Recorded is one checksum of a file in a manifest.
type Recorded struct {
	Format Format
	Value  string
	Action Action
	At     time.Time // zero when the manifest does not say
}

// Record is one file or folder of a manifest.
type Record struct {
	Path     string // below the manifest's root, with slashes
	Folder   bool
	Size     int64     // bytes; -1 when the manifest does not say
	Time     time.Time // of the last change; zero when it does not say
	Sums     []Recorded
	Tree     TreeHash // of a folder
	Previous string   // path before it was renamed
}

func (r Record) sum(f Format) string {
	for _, s := range r.Sums {
		if s.Format == f {
			return s.Value
		}
	}
	return ""
}

// Manifest is one generation of ASC MHL version 2.
type Manifest struct {
	Name    string // file name
	C4      string // id of the file's bytes
	Created time.Time
	Creator Creator
	Process Process
	Root    TreeHash
	Ignore  []string
	Records []Record
}

// Link is one line of the chain file: which manifest, and which bytes it has.
type Link struct {
	Number int
	Name   string
	C4     string
}
