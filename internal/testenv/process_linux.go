package testenv

import "syscall"

// diesWithUs has the kernel send sig (0 is SIGKILL) when the test process dies.
func diesWithUs(sig syscall.Signal) *syscall.SysProcAttr {
	if sig == 0 {
		sig = syscall.SIGKILL
	}
	return &syscall.SysProcAttr{Pdeathsig: sig}
}
