package chat

import "time"

// Role is a person's rank in a room, or in the whole place.
type Role string

// Roles, lowest first. Owner is a room's highest, Administrator the place's.
const (
	RoleMember        Role = "member"
	RoleModerator     Role = "moderator"
	RoleOwner         Role = "owner"
	RoleAdministrator Role = "administrator"
)

var ranks = map[Role]int{RoleMember: 1, RoleModerator: 2, RoleOwner: 3, RoleAdministrator: 4}

// AtLeast says whether r is as high as other.
func (r Role) AtLeast(other Role) bool { return ranks[r] >= ranks[other] }

// Member is a person's place in a room.
type Member struct {
	RoomID      int64
	UserID      int64
	Role        Role // empty: not a member
	LastReadSeq int64
	JoinedAt    time.Time
	LastPostAt  time.Time
}

// MemberListing is a member as the list of people shows them.
type MemberListing struct {
	Member
	Person Person
}

// Standing is all that rules look at: the room, who acts, and their place in it.
type Standing struct {
	Room      Room
	User      User // zero: a guest
	Member    Member
	Sanctions []Sanction // that stood against the user, here or everywhere, when it was read
	Held      int64      // how many of their messages wait here
	Newcomer  bool       // their account is new; read where the room asks for it
}

// Role is the higher of one's rank in the room and in the place. Staff of the
// place have no rank in private and direct rooms that they are not members of.
func (s Standing) Role() Role {
	if s.Member.Role == "" && !s.widelyReadable() {
		return ""
	}
	if s.User.Role.AtLeast(RoleModerator) && !s.Member.Role.AtLeast(s.User.Role) && s.Room.Kind != Direct {
		return s.User.Role
	}
	return s.Member.Role
}

// IsMember says whether the person is in the room.
func (s Standing) IsMember() bool { return s.Member.Role != "" }

func (s Standing) widelyReadable() bool { return s.Room.Kind == Open || s.Room.Kind == Announcement }

func (s Standing) signedIn() bool { return s.User.ID != 0 && s.User.State == Active }

// MayRead judges who may see the room at all. Whoever may not hears that there
// is none; a guest is asked to sign in, whether or not there is one.
func (s Standing) MayRead() error {
	if x, banned := Longest(s.Sanctions, Ban); banned && s.knows(x) {
		return x.Refusal()
	}
	switch {
	case s.Room.Public && s.widelyReadable():
		return nil
	case !s.signedIn():
		return errSignIn
	case s.IsMember() || s.widelyReadable():
		return nil
	}
	return NoRoom()
}

// knows says whether the person may hear of a ban: of one from a private room only
// if they have been in it.
func (s Standing) knows(x Sanction) bool { return x.RoomID == 0 || s.widelyReadable() || x.Role != "" }

// MaySpeak refuses whoever is muted all that others would read of them.
func (s Standing) MaySpeak() error {
	if err := s.MayRead(); err != nil {
		return err
	}
	if !s.signedIn() {
		return errSignIn
	}
	if x, muted := Longest(s.Sanctions, Mute); muted {
		return x.Refusal()
	}
	return nil
}

// MayPost is the only judge of who may speak now, and says why not.
func (s Standing) MayPost(now time.Time) error {
	if err := s.MayWrite(now); err != nil {
		return err
	}
	return s.tooSoon(now)
}

// MayWrite judges who may put words into the room at all: not how soon.
func (s Standing) MayWrite(now time.Time) error {
	if err := s.Closed(); err != nil {
		return err
	}
	return s.locked(now)
}

// Closed says why the room takes no words of this person, apart from what ends by
// itself for all: nil when it does.
func (s Standing) Closed() error {
	if err := s.MaySpeak(); err != nil {
		return err
	}
	switch {
	case s.Room.Archived():
		return refuse(Forbidden, "This room is archived. It can be read, and nothing more can be said in it.")
	case s.Room.Kind == Announcement && !s.Role().AtLeast(RoleModerator):
		return refuse(Forbidden, "Only moderators write in this room.")
	}
	return nil
}

// MayEdit judges who may change the words of a message: its author alone, while they may speak.
func (s Standing) MayEdit(m Message, now time.Time) error {
	switch {
	case m.Removed():
		return refuse(Conflict, "This message has been removed.")
	case m.Kind != Text || m.Author.ID != s.User.ID || s.User.ID == 0:
		return refuse(Forbidden, "Only the author can edit a message.")
	}
	return s.MayWrite(now)
}

// MayRemove judges who may take a message away: its author, and moderators of a
// higher rank than the author's, whose standing is theirs.
func (s Standing) MayRemove(m Message, theirs Standing) error {
	if err := s.MayRead(); err != nil {
		return err
	}
	switch {
	case !s.signedIn():
		return errSignIn
	case m.Kind != Text:
		return refuse(Forbidden, "The room's own lines stay.")
	case m.Author.ID == s.User.ID:
		return nil
	case s.MayJudge() != nil:
		return refuse(Forbidden, "Only the author and the room's moderators can remove a message.")
	}
	return s.MayModerate(theirs)
}

// MayManage judges who may change the room itself.
func (s Standing) MayManage() error {
	if err := s.MaySpeak(); err != nil {
		return err
	}
	switch {
	case s.Room.Kind == Direct:
		return refuse(Forbidden, "A direct conversation has no settings.")
	case !s.Role().AtLeast(RoleOwner):
		return refuse(Forbidden, "Only the room's owners and administrators change it.")
	}
	return nil
}

// MayInvite judges who may bring somebody in: a private room's moderators, any member elsewhere.
func (s Standing) MayInvite() error {
	if err := s.MaySpeak(); err != nil {
		return err
	}
	switch {
	case s.Room.Kind == Private && !s.Role().AtLeast(RoleModerator):
		return refuse(Forbidden, "Only the room's moderators and owners add people to it.")
	case !s.IsMember() && !s.Role().AtLeast(RoleModerator):
		return refuse(Forbidden, "Join the room before you add people to it.")
	}
	return nil
}

// MayRank judges who may give other a role, or end their membership: a
// moderator at least, never on an equal or higher rank, never above one's own.
func (s Standing) MayRank(other Standing, role Role) error {
	if err := s.MaySpeak(); err != nil {
		return err
	}
	switch mine := s.Role(); {
	case s.Room.Kind == Direct:
		return refuse(Forbidden, "Nobody is removed from a direct conversation. Begin a new one instead.")
	case !other.IsMember():
		return refuse(NotFound, "This person is not in the room.")
	case !mine.AtLeast(RoleModerator):
		return refuse(Forbidden, "Only moderators, owners and administrators may do this.")
	case other.User.ID != s.User.ID && outranks(mine, other.Role()) != nil:
		return outranks(mine, other.Role())
	case role != RoleMember && (!mine.AtLeast(RoleOwner) || !mine.AtLeast(role)):
		return refuse(Forbidden, "Only owners and administrators name moderators and owners.")
	}
	return nil
}
