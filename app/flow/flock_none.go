//go:build android || ios || !(unix || windows)

package flow

import "os"

// lockFile does nothing where one app has one process.
func lockFile(*os.File) error { return nil }
