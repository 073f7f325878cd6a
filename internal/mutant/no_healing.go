//go:build mutant_no_healing

package mutant

const name = "no_healing"
