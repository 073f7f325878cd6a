//go:build mutant_page_gap

package mutant

const name = "page_gap"
