package static

import (
	"bytes"

	"parley/internal/mutant"
)

// altered is a script with the defect of this build seeded into it; programs that people run have none.
func altered(script []byte) []byte {
	if mutant.PageGap {
		return bytes.Replace(script, []byte("if (!same || from > state.rev) {"), []byte("if (!same) {"), 1)
	}
	if mutant.PageOldWins {
		return bytes.Replace(script, []byte("if (revOf(old) < revOf(el)) renew"), []byte("renew"), 1)
	}
	return script
}
