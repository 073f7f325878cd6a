package chat

import "time"

// FilterKind says what a filter looks for.
type FilterKind string

// The kinds of filter, and what stands in Pattern.
const (
	FilterWords       FilterKind = "words"       // words and phrases, one a line; * at the end: whatever follows
	FilterExpressions FilterKind = "expressions" // regular expressions (RE2), one a line
	FilterLinks       FilterKind = "links"       // hosts that links may not lead to, one a line; none: to any but those of Allow
	FilterMentions    FilterKind = "mentions"    // how many people a message names
	FilterRepeats     FilterKind = "repeats"     // how often a character, a word or a line stands in a row
	FilterCapitals    FilterKind = "capitals"    // how many of a hundred letters are capitals
)

// FilterAct says what happens to what a filter catches.
type FilterAct string

// The acts, the mildest first.
const (
	FilterHold   FilterAct = "hold"   // it waits for a moderator
	FilterRefuse FilterAct = "refuse" // it is not taken, and its author hears Answer
	FilterRemove FilterAct = "remove" // it stands as removed, and can be brought back
	FilterMute   FilterAct = "mute"   // it waits for a moderator, and its author is muted for MuteFor
)

var actWeights = map[FilterAct]int{FilterHold: 1, FilterRefuse: 2, FilterRemove: 3, FilterMute: 4}

// Exemption says whom a filter leaves alone besides moderators, whom no filter touches.
type Exemption string

// The exemptions.
const (
	ExemptStaff   Exemption = ""        // nobody else
	ExemptOld     Exemption = "old"     // accounts that are not new
	ExemptMembers Exemption = "members" // members of the room
)

// Filter is a rule that looks at what people write.
type Filter struct {
	ID        int64
	RoomID    int64 // 0: everywhere
	Name      string
	Kind      FilterKind
	Pattern   string
	Allow     string // of links: hosts that are never caught, one a line
	Act       FilterAct
	Answer    string // what the author of something refused hears; empty: the usual sentence
	Exempt    Exemption
	MuteFor   time.Duration
	Watch     bool  // it notes what it would do, and does nothing
	Caught    int64 // how much, ever; where filters are listed
	CreatedBy int64
	CreatedAt time.Time
	EndedAt   time.Time // zero: it is in use
}

// reason is what the author of something caught hears, and moderators read.
func (f Filter) reason() string { return "Caught by the filter “" + f.Name + "”." }

// refusal is what the author of something refused hears.
func (f Filter) refusal() string {
	if f.Answer != "" {
		return f.Answer
	}
	return "A filter of this place does not take these words: “" + f.Name + "”. Say it in another way."
}

// spares says whether a filter leaves somebody alone. No rule touches staff; but whoever
// made a room is not above the filters of the whole place in it.
func (f Filter) spares(st Standing, newcomer bool) bool {
	if st.User.Role.AtLeast(RoleModerator) {
		return true
	}
	if st.Role().AtLeast(RoleModerator) && (f.RoomID != 0 || st.Room.CreatedBy != st.User.ID) {
		return true
	}
	return f.Exempt == ExemptOld && !newcomer || f.Exempt == ExemptMembers && st.IsMember()
}

// FilterHit is something that a filter caught: never its words.
type FilterHit struct {
	FilterID  int64
	RoomID    int64 // 0: in no room, as a name
	UserID    int64
	MessageID int64 // 0: it was not posted
	Done      string
	At        time.Time
}

// What a hit tells in Done.
const (
	HitWatched = "watched"
	HitHeld    = "held"
	HitRefused = "refused"
	HitRemoved = "removed"
	HitMuted   = "muted"
)

// HitListing is a hit with whom and where.
type HitListing struct {
	FilterHit
	Person Person
	Room   Room  // slug, name and kind
	Seq    int64 // of the message; 0: it was not posted
}
