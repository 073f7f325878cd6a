package handlers

import (
	"maps"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
)

const (
	maxDecoded     = 4_096
	maxDecodedSize = 1_024 // bytes of a session; longer ones hold a draft, and soon do not
)

// sessionCodec writes sessions as scs does, and keeps what the same bytes said the
// last time: decoding costs as much as all else that a request does in memory.
type sessionCodec struct {
	scs.GobCodec
	mu      sync.Mutex // guards decoded
	decoded map[string]sessionValues
}

// sessionValues are never changed; they are numbers, texts and flags.
type sessionValues struct {
	deadline time.Time
	values   map[string]any
}

// Decode gives every caller a map of its own.
func (c *sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	if known, ok := c.find(b); ok {
		return known.deadline, maps.Clone(known.values), nil
	}
	deadline, values, err := c.GobCodec.Decode(b)
	if err == nil && len(b) <= maxDecodedSize {
		c.keep(b, sessionValues{deadline, maps.Clone(values)})
	}
	return deadline, values, err
}

func (c *sessionCodec) find(b []byte) (sessionValues, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.decoded[string(b)]
	return known, ok
}

// keep forgets any others when there are too many.
func (c *sessionCodec) keep(b []byte, x sessionValues) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for old := range c.decoded {
		if len(c.decoded) < maxDecoded {
			break
		}
		delete(c.decoded, old)
	}
	if c.decoded == nil {
		c.decoded = map[string]sessionValues{}
	}
	c.decoded[string(b)] = x
}
