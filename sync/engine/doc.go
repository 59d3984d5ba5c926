// Package engine carries the files of folders between devices that know each
// other, and says how far each has come: an embedded Syncthing. It is the only
// place that imports it.
//
// What a Node holds of folders and peers is what it was told since it was
// opened; only its index of files outlives it. Nothing is sent to anybody but
// the peers it was told of: no relays, no announcements to servers, no reports.
package engine
