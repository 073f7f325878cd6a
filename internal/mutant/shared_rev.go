//go:build mutant_shared_rev

package mutant

const name = "shared_rev"
