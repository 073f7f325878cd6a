package views

// auditAct is how the audit log tells of one kind of entry.
type auditAct struct {
	icon  string
	label string // in the list of acts to choose from
	// tells is the sentence. {who} and {whom} are names, {in} is where, unless it is
	// the place, {where} always; the others are of the entry's detail: see told.
	tells string
	room  bool // moderators of a room find it in theirs
}

// auditActs are all that the log knows to tell; of others it tells the bare word.
var auditActs = map[string]auditAct{
	"warned":          {"shield-alert", "Warned", "{who} warned {whom}{where}", true},
	"muted":           {"volume-x", "Muted", "{who} muted {whom} {for}{where}", true},
	"kicked":          {"user", "Kicked", "{who} put {whom} out{in}", true},
	"banned":          {"ban", "Banned", "{who} banned {whom} {for}{where}", true},
	"sanction_lifted": {"undo-2", "Lifted", "{who} lifted the {sanction} of {whom}{where}", true},
	"appealed":        {"scale", "Appealed", "{who} appealed against a {sanction}{where}", true},
	"appeal_granted":  {"scale", "Appeal granted", "{who} granted the appeal of {whom} against a {sanction}{where}", true},
	"appeal_refused":  {"scale", "Appeal refused", "{who} refused the appeal of {whom} against a {sanction}{where}", true},

	"report_upheld":    {"flag", "Report upheld", "{who} agreed with {reports} of {whom}{in}", true},
	"report_dismissed": {"flag", "Report dismissed", "{who} dismissed {reports} of {whom}{in}", true},

	"hold_published": {"check", "Held message published", "{who} published a held message of {whom}{in}", true},
	"hold_refused":   {"x", "Held message refused", "{who} refused a held message of {whom}{in}", true},

	"filter_held":    {"funnel", "Held by a filter", "A filter held a message of {whom}{in}", true},
	"filter_refused": {"funnel", "Refused by a filter", "A filter refused words of {whom}{in}", true},
	"filter_made":    {"funnel", "Filter made", "{who} made a filter that {does}{where}", true},
	"filter_changed": {"funnel", "Filter changed", "{who} changed a filter, which {does}{where}", true},
	"filter_ended":   {"funnel", "Filter ended", "{who} ended a filter{where}", true},

	"messages_removed": {"trash-2", "Removed", "{who} removed {messages}{in}", true},
	"removal_undone":   {"undo-2", "Removal undone", "{who} brought back {messages}{in}", true},

	"room_controls":   {"sliders-horizontal", "Rules of a room", "{who} set{controls}{in}", true},
	"keeping_changed": {"hourglass", "How long messages are kept", "{who} had messages{in} kept {days}{older}", true},

	"raid_started": {"siren", "Raid", "{who} turned raid measures on {for}{where}", true},
	"raid_ended":   {"siren", "Raid ended", "{who} ended raid measures{where}", true},

	"range_banned":         {"ban", "Network banned", "{who} banned {network} {for}", false},
	"range_lifted":         {"undo-2", "Network ban lifted", "{who} lifted the ban of {network}", false},
	"invite_banned":        {"ban", "Banned by invitation", "{who} banned {accounts} that came by an invitation {for}", false},
	"wave_held":            {"hourglass", "Accounts held", "{who} had what {accounts} write wait for a moderator{in}", true},
	"wave_ended":           {"users", "Wave of joins closed", "{who} looked at a wave of {accounts}{in}", true},
	"range_appealed":       {"scale", "Appealed against a network's ban", "{who} appealed against the ban of a network", false},
	"range_appeal_granted": {"scale", "Appeal against a network's ban granted", "{who} granted the appeal of {whom} against the ban of a network", false},
	"range_appeal_refused": {"scale", "Appeal against a network's ban refused", "{who} refused the appeal of {whom} against the ban of a network", false},

	"room_created":   {"plus", "Room made", "{who} made the room {room}", true},
	"room_changed":   {"settings-2", "Room changed", "{who} changed {changed} of {room}", true},
	"member_added":   {"user-plus", "Added to a room", "{who} added {whom} to {room}", true},
	"member_removed": {"user", "Taken out of a room", "{who} took {whom} out of {room}", true},
	"role_changed":   {"shield", "Rank changed", "{who} made {whom} {role}{in}", true},

	"note_added":       {"pencil", "Note", "{who} wrote a note on {whom}", false},
	"sessions_ended":   {"monitor", "Signed out by an administrator", "{who} signed {whom} out {devices}", false},
	"account_approved": {"check", "Account approved", "{who} let {whom} in", false},
	"account_refused":  {"x", "Account refused", "{who} turned {whom} away", false},
	"reset_link_made":  {"key-round", "Password link", "{who} made a link for a new password of {whom}", false},
	"invite_made":      {"ticket", "Invitation made", "{who} made an invitation", false},
	"invite_ended":     {"ticket", "Invitation ended", "{who} ended an invitation", false},
	"place_changed":    {"settings-2", "Settings", "{who} changed {changed} of the place", false},
	"backup_made":      {"download", "Backup taken", "{who} took a backup of the whole place", false},
	"set_up":           {"house", "Set up", "{who} set the place up", false},

	"sign_up":          {"user-plus", "Signed up", "{who} made an account", false},
	"sign_in":          {"key-round", "Signed in", "{who} signed in", false},
	"sign_in_refused":  {"lock", "Sign-in refused", "A sign-in {account} was refused", false},
	"sign_in_limited":  {"timer", "Sign-in limited", "A sign-in was refused: too many tries", false},
	"sign_out":         {"monitor", "Signed out", "{who} signed out a device", false},
	"password_changed": {"key-round", "Password changed", "{who} set a new password", false},
	"token_made":       {"code-xml", "Token made", "{who} made a token for a program", false},
	"token_ended":      {"code-xml", "Token ended", "{who} ended a token", false},
}
