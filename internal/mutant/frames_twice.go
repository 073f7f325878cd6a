//go:build mutant_frames_twice

package mutant

const name = "frames_twice"
