package realtime

// Close codes: RFC 6455, 7.4.1, and the registry it founded.
const (
	goneAway      = 1001 // the page closed
	abnormal      = 1006 // the connection broke; never sent
	ended         = 1008 // it may no longer read: do not come back
	internalError = 1011
	restarting    = 1012 // come back
	overloaded    = 1013 // come back, later
)

// End closes the viewer; the first reason wins.
func (v *Viewer) End(code int, reason string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ending != nil {
		return
	}
	v.ending = &End{Code: code, Reason: reason}
	v.queue, v.queued = nil, 0
	if v.quit != nil {
		close(v.quit)
	}
	if v.socket != nil {
		v.rouse()
	}
}

// ends is closed when the viewer is ended.
func (v *Viewer) ends() <-chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.quit == nil {
		v.quit = make(chan struct{})
		if v.ending != nil {
			close(v.quit)
		}
	}
	return v.quit
}

func (v *Viewer) end() *End {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.ending
}

func (v *Viewer) ended() bool { return v.end() != nil }

// Leave forgets the viewer. It may be called more than once.
func (v *Viewer) Leave() { v.leave(goneAway) }

// leave forgets the viewer, whose page was closed with code unless it was ended
// here. It says whether this was the first time.
func (v *Viewer) leave(code int) bool {
	v.mu.Lock()
	if v.left {
		v.mu.Unlock()
		return false
	}
	v.left = true
	if v.ending != nil {
		code = v.ending.Code
	}
	v.mu.Unlock()
	v.recovered()
	v.hub.leave(v)
	v.hub.metrics.Closed(code)
	return true
}

// losesTo says whether d takes from this viewer the right to read. It looks at what
// never changes of viewing, and copies nothing: who sends empties Epoch and You.
func (v *Viewer) losesTo(d Drop) bool {
	w := &v.viewing
	return d.Rev > v.floor.Load() && d.UserID == w.Person.ID && (d.RoomID == 0 || d.RoomID == w.RoomID) &&
		(d.Session == "" || d.Session == w.Session) && (d.Except == "" || d.Except != w.Session)
}
