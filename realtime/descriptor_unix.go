//go:build unix && !(linux && (amd64 || arm64))

package realtime

import "syscall"

const sendsNow = true // connections can be used without waiting: Go opens them so

// sendNow writes what the connection takes at once.
func sendNow(fd int, b []byte) (int, error) { return syscall.Write(fd, b) }
