//go:build !race

package handlers_test

// hindrance is how many times longer anything may take than it is to.
const hindrance = 1
