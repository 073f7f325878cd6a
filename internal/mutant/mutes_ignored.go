//go:build mutant_mutes_ignored

package mutant

const name = "mutes_ignored"
