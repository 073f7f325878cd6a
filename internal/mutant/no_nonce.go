//go:build mutant_no_nonce

package mutant

const name = "no_nonce"
