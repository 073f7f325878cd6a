package chat

import "time"

// Token lets a program act for a person. Only its hash is kept.
type Token struct {
	ID        int64
	UserID    int64
	Name      string
	CreatedAt time.Time
	UsedAt    time.Time // zero: never
}
