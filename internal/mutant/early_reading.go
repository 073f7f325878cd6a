//go:build mutant_early_reading

package mutant

const name = "early_reading"
