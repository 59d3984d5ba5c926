package probe

import (
	"os/exec"
	"syscall"
)

// quiet keeps a black window from flashing up.
func quiet(run *exec.Cmd) {
	const noWindow = 0x08000000
	run.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: noWindow}
}
