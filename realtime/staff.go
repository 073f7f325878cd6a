package realtime

import "context"

// tellStaff tells the pages of a room's moderators when something else waits for them
// than when they were last told: without a number, for nobody else, and by healing alone.
func (r *room) tellStaff(h Head) {
	if r.hub.source.Moderators == nil || !r.staffMoved(h.StaffRev) {
		return
	}
	r.hub.crew.start(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, readLimit)
		defer cancel()
		ids, err := r.hub.source.Moderators(ctx, r.id)
		if err != nil {
			r.staffMoved(untold)
			return
		}
		r.hub.tellStanding(r.id, ids)
	})
}

// untold is where no room's moderation stands: the next look tells.
const untold = -1

// staffMoved notes where a room's moderation stands, and says whether that is new.
func (r *room) staffMoved(rev int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	moved := rev != r.staff
	r.staff = rev
	return moved
}
