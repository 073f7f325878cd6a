//go:build mutant_early_ack

package mutant

const name = "early_ack"
