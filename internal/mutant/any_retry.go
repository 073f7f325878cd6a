//go:build mutant_any_retry

package mutant

const name = "any_retry"
