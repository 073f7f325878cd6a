//go:build mutant_epoch_ignored

package mutant

const name = "epoch_ignored"
