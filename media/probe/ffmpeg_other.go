//go:build !windows

package probe

import "os/exec"

// quiet does nothing: only Windows opens a window for a program.
func quiet(*exec.Cmd) {}
