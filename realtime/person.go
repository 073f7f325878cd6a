package realtime

// Person is somebody whom others may see here. ID 0 is a guest: counted, never named.
type Person struct {
	ID     int64  `json:"id"`
	Name   string `json:"name,omitempty"`
	Handle string `json:"handle,omitempty"`
	Avatar int64  `json:"avatar,omitempty"` // revision of the uploaded picture; 0: a generated one
}

// Pieces renders what the hub itself finds out, once for everybody in the room.
// A nil function means that it is not shown.
type Pieces struct {
	// Here renders <live-here …>. Above 50, people is empty and only the count
	// is known; guests are counted, not named.
	Here func(slug string, people []Person, count int) string
	// Typing renders <live-typing …> for at most three of count people; nobody clears it.
	Typing func(slug string, people []Person, count int) string
}
