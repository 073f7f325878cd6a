//go:build mutant_no_state_healing

package mutant

const name = "no_state_healing"
