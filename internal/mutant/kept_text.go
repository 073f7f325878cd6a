//go:build mutant_kept_text

package mutant

const name = "kept_text"
