//go:build mutant_silent_sweep

package mutant

const name = "silent_sweep"
