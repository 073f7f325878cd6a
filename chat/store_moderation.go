package chat

import (
	"context"
	"net/netip"
	"time"
)

// SanctionReader reads what was decided about people.
type SanctionReader interface {
	Sanction(ctx context.Context, id int64) (Sanction, error)
	// Sanctions lists all that was ever decided about a user, newest first.
	Sanctions(ctx context.Context, userID int64) ([]SanctionListing, error)
	// SanctionsInForce lists the mutes and bans that stand against a user at a
	// moment, and the warnings that they have not read.
	SanctionsInForce(ctx context.Context, userID int64, now time.Time) ([]Sanction, error)
	// BansOver lists the bans that are over and whose place in the room has not been
	// given back, unless another ban stands that keeps them out of it: from it, or from the whole place.
	BansOver(ctx context.Context, now time.Time, limit int) ([]Sanction, error)
	Appeal(ctx context.Context, sanctionID int64) (Appeal, error)
	Removal(ctx context.Context, id int64) (Removal, error)
	// Continuing lists the acts that continue one and are not undone.
	Continuing(ctx context.Context, id int64) ([]int64, error)

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
	// HoldsBy lists what waits of an author, written since a moment: in one room, or (0) in all; the oldest first.
	HoldsBy(ctx context.Context, authorID, roomID int64, since time.Time) ([]Hold, error)
	// HoldsDue lists what was delayed and whose time has come, and what is held in
	// conversations, where nobody decides it; the oldest first.
	HoldsDue(ctx context.Context, now time.Time, limit int) ([]Hold, error)
	// Reports lists all reports of a message, or (messageID 0) of a person, the oldest first.
	Reports(ctx context.Context, messageID, userID int64) ([]ReportListing, error)
	// ReportsBy counts the reports of somebody that wait.
	ReportsBy(ctx context.Context, reporterID int64) (int64, error)
	// Cases lists what waits the longest for a moderator, as far as they may see it, the newest of it first.
	Cases(ctx context.Context, scope DeskScope, limit int) ([]Case, error)
	// Decided reads how the case ended that a desk's scope names, when it would show it if it were open; NotFound else.
	Decided(ctx context.Context, scope DeskScope) (Decided, error)
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
	EndWave(ctx context.Context, id, by int64, at time.Time) error // it was decided; Conflict when it had been
	// HoldAccounts has what accounts write before a moment wait for a moderator, and tells
	// how many: who moderates the place by now is left alone.
	HoldAccounts(ctx context.Context, ids []int64, until time.Time) (int, error)
	AddHold(ctx context.Context, h Hold) (Hold, error)
	SaveHold(ctx context.Context, h Hold) error // how it was decided
	// TurnAway ends what waits, as part of a removal that keeps its words, and tells its author's pages.
	TurnAway(ctx context.Context, r Removal, held []Hold) error
	// TakeBack has what a removal turned away, and is not erased, wait again. It tells how much that was.
	TakeBack(ctx context.Context, r Removal) (int64, error)
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
