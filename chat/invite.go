package chat

import "time"

// Invite lets people make an account, and puts them into rooms.
type Invite struct {
	ID        int64
	Code      string
	CreatedBy Person
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	EndedAt   time.Time // zero: not ended by hand
	Uses      int64     // how many people may use it; 0: any number
	Used      int64
}

// Valid says whether somebody can still come in by it.
func (i Invite) Valid(now time.Time) bool {
	return i.EndedAt.IsZero() && (i.ExpiresAt.IsZero() || now.Before(i.ExpiresAt)) && (i.Uses == 0 || i.Used < i.Uses)
}
