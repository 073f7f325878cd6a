package password

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// parse reads a PHC string, $argon2id$v=19$m=19456,t=2,p=1$salt$key. It takes
// only costs up to a few times our own, so that a hash cannot be a burden.
func parse(hash string) (p params, salt, key []byte, ok bool) {
	part := strings.Split(hash, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, false
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil {
		return p, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(part[4])
	if err != nil {
		return p, nil, nil, false
	}
	key, err = base64.RawStdEncoding.DecodeString(part[5])
	sane := p.memory <= 8*memory && p.passes >= 1 && p.passes <= 8 && p.threads >= 1 && len(key) >= 16 && len(key) <= 64
	return p, salt, key, err == nil && sane
}
