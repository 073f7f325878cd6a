// Package mutant seeds one known defect into Parley, so that the tests of
// delivery can show that they would notice it: a test that no defect fails
// proves nothing. Each defect is a build tag, mutant_NAME, of the real code and
// never of a model of it; docs/MUTANTS.md tells which test catches which.
//
// Without such a tag every constant here is false and the compiler leaves the
// defects out: the program that people run holds nothing of them.
package mutant

// Defects of store.
const (
	NoNonce        = name == "no_nonce"         // a retry is posted again: every post gets a nonce of its own
	AnyRetry       = name == "any_retry"        // another message under a known nonce is taken for a retry, acknowledged and lost
	EarlyTell      = name == "early_tell"       // a change is announced before its commit
	EarlyAck       = name == "early_ack"        // a post is acknowledged although its commit failed
	ClockSeq       = name == "clock_seq"        // a message's place is taken from the clock
	SharedRev      = name == "shared_rev"       // posts of one batch share a revision
	NoTombstones   = name == "no_tombstones"    // a catch-up leaves out what was removed
	ChunkedCatchUp = name == "chunked_catch_up" // a catch-up holds twenty messages at most and says that it is whole
	KeptText       = name == "kept_text"        // a removed message keeps its words in its row
	StaleQuotes    = name == "stale_quotes"     // an edit or a removal does not reach the messages that quote it
	StaleRoots     = name == "stale_roots"      // an answer does not reach its thread's first message
	DrainDrops     = name == "drain_drops"      // a stop answers the posts that wait and drops them
	HoldShown      = name == "hold_shown"       // a message that waits for a moderator is shown all the same
	MutesIgnored   = name == "mutes_ignored"    // posts are judged as if nothing stood against their authors
	SlowForgotten  = name == "slow_forgotten"   // nobody notes when a member last spoke, for slow mode
	SilentSweep    = name == "silent_sweep"     // removed messages keep their revision, so that no page hears of it
	UndoOneRoom    = name == "undo_one_room"    // an undo brings back what stood in the first room alone
)

// Defects of realtime.
const (
	NoGapDetection  = name == "no_gap_detection"  // the hub takes every frame for the next one
	NoReordering    = name == "no_reordering"     // the hub forgets a frame that came too early
	ViewerGap       = name == "viewer_gap"        // a page is sent a frame that does not follow what it was sent
	CursorGoesBack  = name == "cursor_goes_back"  // an old frame that comes again moves the hub's cursor back
	FramesTwice     = name == "frames_twice"      // a page is sent a frame that its catch-up held
	SilentOverflow  = name == "silent_overflow"   // a viewer whose queue overflowed is not marked as lagging
	EarlyReading    = name == "early_reading"     // a page shares a reading that began before it came
	EpochIgnored    = name == "epoch_ignored"     // a page from before a restore is caught up as if nothing had happened
	NoHealing       = name == "no_healing"        // rooms are not compared with the database
	NoStateHealing  = name == "no_state_healing"  // a room's name and state are not compared with the database
	NoAccessHealing = name == "no_access_healing" // revocation is heard of from other replicas alone
	NoGate          = name == "no_gate"           // a replica that cannot read who may read goes on sending
	MissedIgnored   = name == "missed_ignored"    // a new subscription does not heal at once
)

// Defects of handlers.
const (
	LateJoin = name == "late_join" // permission is checked before the viewer joins, and not after
)

// Defects of static.
const (
	PageGap     = name == "page_gap"      // live.js shows a frame that does not follow its cursor
	PageOldWins = name == "page_old_wins" // live.js lets an older revision of a message replace a newer one
)
