//go:build !(mutant_no_nonce || mutant_any_retry || mutant_early_tell || mutant_early_ack || mutant_clock_seq || mutant_shared_rev || mutant_no_tombstones || mutant_chunked_catch_up || mutant_kept_text || mutant_stale_quotes || mutant_stale_roots || mutant_drain_drops || mutant_hold_shown || mutant_mutes_ignored || mutant_slow_forgotten || mutant_silent_sweep || mutant_undo_one_room || mutant_no_gap_detection || mutant_no_reordering || mutant_viewer_gap || mutant_cursor_goes_back || mutant_frames_twice || mutant_silent_overflow || mutant_early_reading || mutant_epoch_ignored || mutant_no_healing || mutant_no_state_healing || mutant_no_access_healing || mutant_no_gate || mutant_missed_ignored || mutant_late_join || mutant_page_gap || mutant_page_old_wins)

package mutant

// name is the defect that this build has: none.
const name = ""
