//go:build !unix

package realtime

import "syscall"

// rawWriter writes without waiting where the system can; here everything is left to who may wait.
type rawWriter struct{}

func newRawWriter() *rawWriter { return &rawWriter{} }

func (*rawWriter) write(syscall.RawConn, []byte) int { return 0 }
