package chat

import "sync"

// maxEntered bounds how many people's ways into rooms are kept: some 100 bytes each.
const maxEntered = 8_192

// entered knows the ids of rooms by the names that people have posted under, so
// that the next post needs no reading before its transaction, which judges it. It
// lets nobody in, and tells nobody of a room that they could not read once.
type entered struct {
	mu    sync.Mutex // guards rooms
	rooms map[way]int64
}

// way is how somebody names a room.
type way struct {
	userID int64
	slug   string
}

func (e *entered) get(w way) (roomID int64, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	roomID, ok = e.rooms[w]
	return roomID, ok
}

// put remembers a way. A full list forgets any other.
func (e *entered) put(w way, roomID int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for old := range e.rooms {
		if _, kept := e.rooms[w]; kept || len(e.rooms) < maxEntered {
			break
		}
		delete(e.rooms, old)
	}
	if e.rooms == nil {
		e.rooms = map[way]int64{}
	}
	e.rooms[w] = roomID
}

func (e *entered) forget(w way) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.rooms, w)
}
