//go:build mutant_silent_overflow

package mutant

const name = "silent_overflow"
