//go:build mutant_drain_drops

package mutant

const name = "drain_drops"
