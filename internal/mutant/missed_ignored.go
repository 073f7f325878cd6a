//go:build mutant_missed_ignored

package mutant

const name = "missed_ignored"
