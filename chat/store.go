package chat

import (
	"context"
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
