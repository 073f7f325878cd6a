//go:build mutant_no_gate

package mutant

const name = "no_gate"
