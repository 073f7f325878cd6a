// Package history keeps what people did and what was seen in a run of the fault harness, and checks it against what the
// database holds at the end: the invariants I1 to I15 of docs/CHAOS.md, a file for each. It knows nothing of how the run
// was made; its tests are histories written by hand, one that breaks each invariant.
package history
