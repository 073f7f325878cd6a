//go:build !unix

package realtime

import "errors"

const sendsNow = false // everything is left to who may wait

func sendNow(int, []byte) (int, error) { return 0, errors.ErrUnsupported }
