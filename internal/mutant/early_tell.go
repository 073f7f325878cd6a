//go:build mutant_early_tell

package mutant

const name = "early_tell"
