//go:build mutant_page_old_wins

package mutant

const name = "page_old_wins"
