//go:build race

package handlers_test

// hindrance is how many times longer anything may take under the race detector.
const hindrance = 20
