//go:build mutant_viewer_gap

package mutant

const name = "viewer_gap"
