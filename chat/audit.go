package chat

import "time"

// AuditEntry says who did what to whom. It never holds text of messages or secrets.
type AuditEntry struct {
	At      time.Time
	ActorID int64
	Act     string // sign_in, sign_in_refused, role_changed, …
	UserID  int64  // whom; 0: nobody
	RoomID  int64  // where; 0: the place
	Detail  string // JSON object, or empty
	Address string
	Reason  string // that was given for the act
	Subject string // what it was about: sanction:4, removal:9; empty: see the other fields
}

func (s *Service) entry(a Actor, act string, userID, roomID int64) AuditEntry {
	return AuditEntry{At: s.Now(), ActorID: a.User.ID, Act: act, UserID: userID, RoomID: roomID, Address: a.Address}
}
