// Package password hashes what people sign in with: Argon2id with 19 MiB and two
// passes (OWASP ASVS 5.0, 11.4.2), as many at once as there are processors, so
// that a flood of sign-ins cannot take all memory.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/crypto/argon2"

	"parley/chat"
)

const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	threads = 1
	keyLen  = 32
	saltLen = 16
	// patience is how long a request waits for a processor.
	patience = 2 * time.Second
)

// Hasher hashes passwords. It is safe for concurrent use.
type Hasher struct{ slots chan struct{} }

// New makes a Hasher that works on as many passwords at once as there are processors.
func New() *Hasher { return &Hasher{slots: make(chan struct{}, runtime.GOMAXPROCS(0))} }

// Hash makes the text that is kept of a password, in the PHC string format.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	rand.Read(salt)
	key, err := h.key(ctx, password, salt, params{memory, passes, threads}, keyLen)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// Check says whether a password is the one that hash was made of. Without a
// hash, or with one it cannot read, it works as long and says no.
func (h *Hasher) Check(ctx context.Context, password, hash string) (bool, error) {
	p, salt, want, ok := parse(hash)
	if !ok {
		p, salt, want = params{memory, passes, threads}, make([]byte, saltLen), make([]byte, keyLen)
	}
	got, err := h.key(ctx, password, salt, p, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && ok, nil
}

type params struct {
	memory, passes uint32
	threads        uint8
}

func (h *Hasher) key(ctx context.Context, password string, salt []byte, p params, n uint32) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
		return argon2.IDKey([]byte(password), salt, p.passes, p.memory, p.threads, n), nil
	case <-ctx.Done():
		return nil, &chat.Error{Kind: chat.Unavailable, RetryAfter: patience, Message: "Many people are signing in at this moment. Try again in a few seconds."}
	}
}
