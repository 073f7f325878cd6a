//go:build mutant_chunked_catch_up

package mutant

const name = "chunked_catch_up"
