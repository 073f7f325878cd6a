package chat

import (
	"context"
	"net/netip"
	"time"
)

// Store keeps everything. Reads see what is committed; inside Tx they see the
// transaction's own writes too. What is not there is an Error of kind NotFound.
type Store interface {
	// Tx runs fn in one durable transaction, together with others that wait.
	// It takes the locks of scope first, in the one order that all use: users,
	// rooms, then the access counter. fn does SQL only, may run more than once,
	// and is undone when it returns an error, which Tx then returns.
	Tx(ctx context.Context, scope Scope, fn func(Tx) error) error
	// Post adds a message with its room's batch: one transaction reads the
	// standing of all its authors, asks judge in order, and writes what it lets
	// pass. A nonce that is known answers with the first message and judges nothing.
	Post(ctx context.Context, p Posting) (Posted, error)

	Queries
}

// Scope names the rows a transaction locks.
type Scope struct {
	Actor int64   // for share: they may not be banned or changed meanwhile; 0: nobody
	Users []int64 // for update: whoever is acted on
	Rooms []int64 // for update: each takes revisions
}

// Tx is an open transaction.
type Tx interface {
	Queries

	// Tell queues an event, to be told once the transaction is durable.
	Tell(Event)

	RoomWriter
	MessageWriter
	UserWriter
	PlaceWriter
	SanctionWriter
	FilterWriter
}

// Queries are all reads.
type Queries interface {
	RoomReader
	MessageReader
	UserReader
	PlaceReader
	SanctionReader
	FilterReader
	StatisticsReader
}

// RoomReader reads rooms and who is in them.
type RoomReader interface {
	// Standing reads a room by its slug and the place of a user (0: a guest) in it.
	Standing(ctx context.Context, slug string, userID int64) (Standing, error)
	// StandingIn is Standing for who acts in a session: SignIn when that has ended.
	StandingIn(ctx context.Context, slug string, userID int64, session string) (Standing, error)
	StandingByID(ctx context.Context, roomID, userID int64) (Standing, error)
	// Directory lists the rooms a user may find: public ones for guests (0); open,
	// announcement and their own private ones for the others. Archived last, by name.
	Directory(ctx context.Context, userID int64) ([]RoomListing, error)
	// Sidebar lists the rooms and conversations a user is in, with what is unread and mentioned.
	Sidebar(ctx context.Context, userID int64) ([]RoomListing, error)
	// Visit is Sidebar with where the user stands in one of the rooms, which is the zero
	// one if they are not in it.
	Visit(ctx context.Context, slug string, u User) (Standing, []RoomListing, error)
	// DirectRoom finds the conversation of exactly these people.
	DirectRoom(ctx context.Context, key string) (Room, error)
	// AllRooms lists rooms (no conversations) whose name or slug holds text, archived last, by
	// name, with a user's place in them and without what was said, and counts all of them.
	AllRooms(ctx context.Context, userID int64, text string, limit, offset int) ([]RoomListing, int64, error)
	Members(ctx context.Context, roomID int64) ([]MemberListing, error)
	// MemberCount is how many there are in Members.
	MemberCount(ctx context.Context, roomID int64) (int64, error)
	// RoomsOf lists the ids of the rooms a user is in.
	RoomsOf(ctx context.Context, userID int64) ([]int64, error)
	SlugTaken(ctx context.Context, slug string) (bool, error)
	// RoomIDs lists all rooms, conversations left out.
	RoomIDs(ctx context.Context) ([]int64, error)
	// RaidsOver lists the ids of rooms with raid measures that are over, and have not been taken down.
	RaidsOver(ctx context.Context, now time.Time, limit int) ([]int64, error)
	// Heads reads where rooms stand, for healing. Unknown ids are left out.
	Heads(ctx context.Context, roomIDs []int64) ([]Head, error)
	// AccessAfter lists the rights taken away after rev, at most 1,000, oldest first.
	AccessAfter(ctx context.Context, rev int64) ([]Access, error)
	// LastAccess is the number of the last right taken away.
	LastAccess(ctx context.Context) (int64, error)
}

// RoomWriter changes rooms and members.
type RoomWriter interface {
	AddRoom(ctx context.Context, r Room, directKey string) (Room, error)
	// SaveRoom writes name, kind, public, topic, archive, controls and raid, and counts Meta up.
	SaveRoom(ctx context.Context, r Room) (Room, error)
	// SetPlaceRaid has raid measures of the place end at a moment (zero: there are none), and tells which rooms that changes.
	SetPlaceRaid(ctx context.Context, until time.Time) ([]Room, error)
	// PutMember adds a member, or changes the role of one.
	PutMember(ctx context.Context, m Member) error
	RemoveMember(ctx context.Context, roomID, userID int64) error
	// MarkRead moves read marks forward, never back, in one statement; rooms the user is not in are left out.
	MarkRead(ctx context.Context, marks []ReadMark) error
	// Revoke appends a right taken away and gives it its number.
	Revoke(ctx context.Context, a Access) (Access, error)
}

// ReadMark says how far somebody has read.
type ReadMark struct{ UserID, RoomID, Seq int64 }

// MessageReader reads messages. Whatever carries a revision is read in one
// statement with it, hence from one snapshot.
type MessageReader interface {
	Message(ctx context.Context, roomID, seq int64) (Message, error)
	// MessageByNonce finds what an author posted under a nonce, and the digest it came with.
	MessageByNonce(ctx context.Context, authorID int64, nonce string) (Message, string, error)
	// Newest, Before and Around read at most limit messages, ascending: the last of
	// the room, those below seq, and those on both sides of it.
	Newest(ctx context.Context, roomID int64, limit int) (Window, error)
	Before(ctx context.Context, roomID, seq int64, limit int) (Window, error)
	Around(ctx context.Context, roomID, seq int64, limit int) (Window, error)
	After(ctx context.Context, roomID, seq int64, limit int) (Window, error)
	// Thread reads a thread's first message and its last answers.
	Thread(ctx context.Context, roomID, root int64, limit int) (Window, error)
	// Changes reads every message with a rev above since. More than limit of them is
	// a Reset with the newest 50; a negative since too.
	Changes(ctx context.Context, roomID, since int64, limit int) (Change, error)
	// MentionsOf lists the messages that name a user and that they may read, newest first.
	MentionsOf(ctx context.Context, userID int64, limit int) ([]Message, error)
}

// MessageWriter changes messages. Each act takes one revision of its room with NextRev.
type MessageWriter interface {
	NextRev(ctx context.Context, roomID int64) (int64, error)
	// SaveEdit keeps the former words in the history and writes body, HTML, plain, mentions, edited_at and rev.
	SaveEdit(ctx context.Context, m Message) error
	// Requote gives the messages that answer m its present words, at revision m.Rev.
	Requote(ctx context.Context, m Message) error
	// SaveReactions writes the reactions and the rev of m.
	SaveReactions(ctx context.Context, m Message) error
	// AddSystemLine adds a line about the room at its next seq and revision.
	AddSystemLine(ctx context.Context, m Message) (Message, error)
}

// UserReader reads accounts, sessions and tokens.
type UserReader interface {
	User(ctx context.Context, id int64) (User, error)
	// UserByLogin finds an account by handle or e-mail address, with its password's hash.
	UserByLogin(ctx context.Context, login string) (User, string, error)
	UserByHandle(ctx context.Context, handle string) (User, error)
	UsersByHandle(ctx context.Context, handles []string) ([]Person, error)
	// Users lists accounts by name; waiting ones first.
	Users(ctx context.Context, limit int) ([]User, error)
	// Accounts lists accounts as administrators see them, and counts all that the query picks.
	Accounts(ctx context.Context, q AccountQuery) ([]Account, int64, error)
	// FindUsers lists active people whose handle or name begins with text.
	FindUsers(ctx context.Context, text string, limit int) ([]Person, error)
	PasswordHash(ctx context.Context, userID int64) (string, error)
	Avatar(ctx context.Context, userID int64) (image []byte, rev int64, err error)
	Sessions(ctx context.Context, userID int64) ([]Session, error)
	Tokens(ctx context.Context, userID int64) ([]Token, error)
	// UserByToken finds whom a token acts for, by its hash.
	UserByToken(ctx context.Context, hash string) (User, Token, error)
	// UserByResetLink finds whom a link that is not used or expired lets in, by its hash.
	UserByResetLink(ctx context.Context, hash string, now time.Time) (User, error)
}

// UserWriter changes accounts, sessions and tokens.
type UserWriter interface {
	// AddUser refuses a handle or an address that is taken with a Conflict about that field.
	AddUser(ctx context.Context, u User, passwordHash string, inviteID int64) (User, error)
	SaveUser(ctx context.Context, u User) error // name, e-mail, role, state, bio, time zone
	SetPassword(ctx context.Context, userID int64, hash string, at time.Time) error
	SetAvatar(ctx context.Context, userID int64, image []byte) (rev int64, err error) // nil removes it
	// EndSessions ends a user's sessions: the one with id, or all but except when id is empty.
	EndSessions(ctx context.Context, userID int64, id, except string) error
	AddToken(ctx context.Context, t Token, hash string) (Token, error)
	EndToken(ctx context.Context, userID, tokenID int64) error
	// UseToken notes when a token was last used.
	UseToken(ctx context.Context, tokenID int64, at time.Time) error
	AddResetLink(ctx context.Context, userID, by int64, hash string, expires time.Time) error
	UseResetLink(ctx context.Context, hash string, now time.Time) error
	// UseTicket notes the id of a one-time ticket until it expires. A second use is a Conflict.
	UseTicket(ctx context.Context, id string, expires time.Time) error
}

// PlaceReader reads the installation, its invites and its audit log.
type PlaceReader interface {
	// Place reads the settings; a place that is not set up has no name.
	Place(ctx context.Context) (Place, error)
	// Logo reads the picture of the place and its revision; NotFound when it has none.
	Logo(ctx context.Context) (image []byte, rev int64, err error)
	// Totals counts what there is, for the overview. Messages are the sum of the rooms' last seqs.
	Totals(ctx context.Context, now time.Time) (Totals, error)
	// Secret is a key of this installation, made when first asked for.
	Secret(ctx context.Context, name string) ([]byte, error)
	Invites(ctx context.Context) ([]Invite, error)
	InviteByCode(ctx context.Context, code string) (Invite, error)
	// AuditLog lists entries with the names in them and what has become of what they tell, newest first.
	AuditLog(ctx context.Context, q AuditQuery) ([]AuditRecord, error)
}

// StatisticsReader counts what happened, for administrators. Each looks at what is of the time asked for, and not at all there is.
type StatisticsReader interface {
	// Activity hands how many messages each person wrote in each quarter of an hour since a moment to each, in no order.
	Activity(ctx context.Context, since time.Time, each func(Tally)) error
	// Arrivals are the moments at which accounts were made since a moment.
	Arrivals(ctx context.Context, since time.Time) ([]time.Time, error)
	// Deeds counts the entries of the audit log since a moment, people's own removals left out, and messages held as "held".
	Deeds(ctx context.Context, since time.Time) ([]Deed, error)
}

// PlaceWriter changes the installation.
type PlaceWriter interface {
	SavePlace(ctx context.Context, p Place) error    // save its logo
	SetLogo(ctx context.Context, image []byte) error // nil removes it
	AddInvite(ctx context.Context, i Invite) (Invite, error)
	EndInvite(ctx context.Context, id int64, at time.Time) error
	// UseInvite counts one use; a Conflict when it is used up, ended or expired.
	UseInvite(ctx context.Context, id int64, now time.Time) error
	AddAudit(ctx context.Context, e AuditEntry) error
}

// SanctionReader reads what was decided about people.
type SanctionReader interface {
	Sanction(ctx context.Context, id int64) (Sanction, error)
	// Sanctions lists all that was ever decided about a user, newest first.
	Sanctions(ctx context.Context, userID int64) ([]SanctionListing, error)
	// SanctionsInForce lists the mutes and bans that stand against a user at a
	// moment, and the warnings that they have not read.
	SanctionsInForce(ctx context.Context, userID int64, now time.Time) ([]Sanction, error)
	// BansOver lists the bans that are over and whose place in the room has not been
	// given back, unless another ban from it stands.
	BansOver(ctx context.Context, now time.Time, limit int) ([]Sanction, error)
	Appeal(ctx context.Context, sanctionID int64) (Appeal, error)
	Removal(ctx context.Context, id int64) (Removal, error)

	// RangeRev grows with every change of range bans, and of whom they bind.
	RangeRev(ctx context.Context) (int64, error)
	// RangesInForce lists the bans of networks that stand at a moment; Pardons whom they do not bind.
	RangesInForce(ctx context.Context, now time.Time, limit int) ([]RangeBan, error)
	Pardons(ctx context.Context, now time.Time, limit int) ([]Pardon, error)
	// Ranges lists range bans, those that stand at a moment first, then the newest.
	Ranges(ctx context.Context, now time.Time, limit int) ([]RangeBan, error)
	Range(ctx context.Context, id int64) (RangeBan, error)
	// LastFrom lists active accounts whose last sign-in that still stands came from a network.
	LastFrom(ctx context.Context, network netip.Prefix, limit int) ([]User, error)
	// SanctionsOfRange lists the sanctions that came with a range ban and were not lifted.
	SanctionsOfRange(ctx context.Context, rangeID int64) ([]Sanction, error)
	// Surges lists what is a wave since a moment: more than so many who came, to the place or into a room.
	Surges(ctx context.Context, since time.Time, more int64) ([]Wave, error)
	// Joined lists who came in a wave, at most limit, the newest first.
	Joined(ctx context.Context, waveID int64, limit int) ([]Joined, error)
	// CameBy lists who came by an invite and is not banned from the place, at most limit, the newest.
	CameBy(ctx context.Context, inviteID int64, now time.Time, limit int) ([]int64, error)
	Plea(ctx context.Context, id int64) (Plea, error)
	PleaOf(ctx context.Context, rangeID, userID int64) (Plea, error)
	// Notes lists what moderators wrote down about a user, newest first.
	Notes(ctx context.Context, userID int64, limit int) ([]Note, error)
	// RuleRemoval finds the act of a rule that keeps a message removed; NotFound when it was none.
	RuleRemoval(ctx context.Context, messageID int64) (Removal, error)
	// RemovedWords reads what a removed message said, for moderators; empty when it is not removed or erased.
	RemovedWords(ctx context.Context, messageID int64) (string, error)
	Hold(ctx context.Context, id int64) (Hold, error)
	// HoldsOf lists what waits of an author in a room, the oldest first.
	HoldsOf(ctx context.Context, roomID, authorID int64) ([]Hold, error)
	// HoldsDue lists what was delayed and whose time has come, the oldest first.
	HoldsDue(ctx context.Context, now time.Time, limit int) ([]Hold, error)
	// Reports lists all reports of a message, or (messageID 0) of a person, the oldest first.
	Reports(ctx context.Context, messageID, userID int64) ([]ReportListing, error)
	// Cases lists what waits the longest for a moderator, as far as they may see it, the newest of it first.
	Cases(ctx context.Context, scope DeskScope, limit int) ([]Case, error)
	// IsNewcomer says whether an account is younger than the place asks for, or has written less.
	IsNewcomer(ctx context.Context, u User) (bool, error)
	// WaitingIn counts the messages of a room, held or reported, that wait for a user who moderates it or the place.
	WaitingIn(ctx context.Context, roomID, userID int64) (int64, error)
	// ModeratorsOf lists who moderates a room: its own moderators, and those of the place.
	ModeratorsOf(ctx context.Context, roomID int64) ([]int64, error)
	// Moderates says whether a user is a moderator or an owner of any room.
	Moderates(ctx context.Context, userID int64) (bool, error)
	// Expiring counts what each room would lose if the place kept messages for so many days (0: for ever), the most first.
	Expiring(ctx context.Context, days int64, now time.Time) ([]Expired, error)
	// ExpiringIn counts a room's messages from before a moment that still say something. It looks at no other room's.
	ExpiringIn(ctx context.Context, roomID int64, before time.Time) (Expired, error)
	// RoomToErase finds the room with the oldest message that is kept no longer; 0: none.
	RoomToErase(ctx context.Context, now time.Time) (int64, error)
	// DeskRev grows with every change that a desk shows.
	DeskRev(ctx context.Context) (int64, error)
	// MessagesBy finds where the messages stand that a user wrote since a moment
	// and that are not removed: in one room, or (0) in all. At most limit, newest first.
	MessagesBy(ctx context.Context, userID, roomID int64, since time.Time, limit int) ([]Spot, error)
}

// SanctionWriter writes what is decided about people and their messages.
type SanctionWriter interface {
	// AddSanction and SaveSanction also note in the account until when anything stands against it.
	AddSanction(ctx context.Context, x Sanction) (Sanction, error)
	SaveSanction(ctx context.Context, x Sanction) error // when it was read or lifted, by whom and why
	AddAppeal(ctx context.Context, p Appeal) error      // a second one is a Conflict
	SaveAppeal(ctx context.Context, p Appeal) error     // its decision
	AddRange(ctx context.Context, b RangeBan) (RangeBan, error)
	SaveRange(ctx context.Context, b RangeBan, by int64) error // that it was lifted, by whom, and how many it met
	AddPlea(ctx context.Context, p Plea) error                 // a second one is a Conflict
	SavePlea(ctx context.Context, p Plea) error                // its decision
	// PutWave adds a wave, or makes longer the one that has gone on since a moment.
	PutWave(ctx context.Context, w Wave, since time.Time) error
	EndWave(ctx context.Context, id, by int64, at time.Time) error // it was decided
	// HoldAccounts has what accounts write before a moment wait for a moderator.
	HoldAccounts(ctx context.Context, ids []int64, until time.Time) error
	AddHold(ctx context.Context, h Hold) (Hold, error)
	SaveHold(ctx context.Context, h Hold) error // how it was decided
	// DropHeldEdits ends what waits to become the words of a message: its author has found others.
	DropHeldEdits(ctx context.Context, roomID, seq int64, at time.Time) error
	// Publish posts what was held, with the next seq, under the nonce it came with.
	Publish(ctx context.Context, h Hold) error
	// AddReport keeps a report, unless the same one waits already.
	AddReport(ctx context.Context, r Report) error
	// DecideReports ends all reports of a message, or (messageID 0) of a person, that wait. It tells how many.
	DecideReports(ctx context.Context, roomID, messageID, userID, by int64, upheld bool, at time.Time) (int64, error)
	// Claim says who is on a case; Unclaim that nobody is.
	Claim(ctx context.Context, subject string, userID int64, at time.Time) error
	Unclaim(ctx context.Context, subject string) error
	AddNote(ctx context.Context, n Note) (Note, error)
	// AddRemoval records an act in one room, or (RoomID 0) in r.Rooms.
	AddRemoval(ctx context.Context, r Removal) (Removal, error)
	SaveRemoval(ctx context.Context, r Removal) error // that it was undone, and how many messages came back, or erased
	// RemoveMessages moves the words and histories of a room's messages out of reach
	// under a removal, leaves tombstones at revision rev, and bumps what quotes them.
	RemoveMessages(ctx context.Context, r Removal, roomID, rev int64, seqs []int64) error
	// OldMessages finds the oldest messages of a room that are not erased, as far as all are from before a moment.
	OldMessages(ctx context.Context, roomID int64, before time.Time, limit int) (OldMessages, error)
	// EraseUpTo erases, for good, what was removed of a room's messages up to seq, and what waits
	// to become their words. It notes it in the room, and in each removal of which nothing is left.
	EraseUpTo(ctx context.Context, roomID, seq int64) error
	// DropRemoval forgets an act of which no words are left.
	DropRemoval(ctx context.Context, id int64) error
	// TakeTurn says whether nobody has taken it within pause, and takes it then. It locks the place.
	TakeTurn(ctx context.Context, now time.Time, pause time.Duration) (bool, error)
	// RestoreMessages brings back, at revision rev, what a removal took from a room. It tells how many.
	RestoreMessages(ctx context.Context, r Removal, roomID, rev int64) (int64, error)
}
