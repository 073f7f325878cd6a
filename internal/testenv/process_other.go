//go:build !linux

package testenv

import "syscall"

// diesWithUs does nothing here: only Linux kills a program with its parent.
func diesWithUs(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{}
}

// frozen cannot tell here.
func frozen(int) error {
	return nil
}
