//go:build mutant_no_tombstones

package mutant

const name = "no_tombstones"
