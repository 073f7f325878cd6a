//go:build mutant_late_join

package mutant

const name = "late_join"
