//go:build mutant_cursor_goes_back

package mutant

const name = "cursor_goes_back"
