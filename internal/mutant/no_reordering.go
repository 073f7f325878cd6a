//go:build mutant_no_reordering

package mutant

const name = "no_reordering"
