//go:build mutant_hold_shown

package mutant

const name = "hold_shown"
