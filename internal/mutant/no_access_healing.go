//go:build mutant_no_access_healing

package mutant

const name = "no_access_healing"
