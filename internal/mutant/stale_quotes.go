//go:build mutant_stale_quotes

package mutant

const name = "stale_quotes"
