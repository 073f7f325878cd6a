//go:build mutant_undo_one_room

package mutant

const name = "undo_one_room"
