//go:build mutant_no_gap_detection

package mutant

const name = "no_gap_detection"
