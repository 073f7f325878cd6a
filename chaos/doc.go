// Package chaos is the fault harness: real replicas, databases and browsers, people who post, edit and remove, readers
// who look on, and faults about once a second. All of it is tests, which run on demand: see docs/CHAOS.md.
package chaos
