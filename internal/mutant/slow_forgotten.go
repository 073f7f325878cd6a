//go:build mutant_slow_forgotten

package mutant

const name = "slow_forgotten"
