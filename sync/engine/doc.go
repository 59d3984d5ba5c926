// Package engine carries the files of folders between devices that know each
// other, and says how far each has come: an embedded Syncthing. It is the only
// place that imports it.
package engine

import (
	_ "github.com/syncthing/syncthing/lib/connections" // the engine, assembled in this package
	_ "github.com/syncthing/syncthing/lib/model"
)
