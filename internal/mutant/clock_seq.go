//go:build mutant_clock_seq

package mutant

const name = "clock_seq"
