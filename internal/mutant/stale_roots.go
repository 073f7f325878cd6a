//go:build mutant_stale_roots

package mutant

const name = "stale_roots"
