package chaos

// ruled prints what moderators did, as the database tells.
func (r *run) ruled() {
	if r.court.setter == nil {
		return
	}
	count := func(query string) int64 {
		n, _ := r.place.number(r.t.Context(), "SELECT count(*) FROM "+query)
		return n
	}
	r.t.Logf("sanctions               %d mutes, %d bans, %d kicks; %d lifted", count("sanctions WHERE kind = 'mute'"), count("sanctions WHERE kind = 'ban'"),
		count("sanctions WHERE kind = 'kick'"), count("sanctions WHERE lifted_at <> 0"))
	r.t.Logf("holds                   %d, of them %d edits; %d published by moderators, %d by their time; %d turned away", count("holds"), count("holds WHERE edit_of <> 0"),
		count("holds WHERE published <> 0 AND decided_by <> 0"), count("holds WHERE published <> 0 AND decided_by = 0"), count("holds WHERE published = 0 AND decided_at <> 0"))
	r.t.Logf("removals                %d sweeps, %d choices, %d by a rule; %d undone", count("removals WHERE span <> ''"),
		count("removals WHERE span = '' AND by_user <> user_id AND by_user <> 0"), count("removals WHERE by_user = 0"), count("removals WHERE undone_at <> 0"))
	r.t.Logf("reports, rules set      %d, %d", count("reports"), count("audit WHERE act = 'room_controls'"))
}
