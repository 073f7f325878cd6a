package store

import (
	"errors"
	"slices"
	"time"

	"parley/chat"
	"parley/internal/mutant"
)

// contWithin is how soon a message must follow another to go on its author's block.
const contWithin = 5 * time.Minute

// draft is a message on its way into the table.
type draft struct {
	message *chat.Message
	nonce   string
	digest  string
}

// desk is a batch of posts being judged: the rooms and members as they will be.
type desk struct {
	now       time.Time
	known     map[nonceKey]posted
	quoted    map[place]chat.Message
	rooms     map[int64]*roomDesk
	members   map[author]*chat.Standing // whose Room is stale: roomDesk has it
	gone      map[browser]bool          // who may not act in this session any more
	roots     map[place]*chat.Message
	drafts    []*draft
	byNonce   map[nonceKey]*draft
	holds     []*chat.Hold // that the batch adds
	heldUnder map[nonceKey]*chat.Hold
	touched   map[author]bool
	joined    map[int64][]int64
	bumped    *map[place]chat.Message // the roots, as they are after the batch
	then      []*chat.Posting         // that something follows from
}

// roomDesk is a room as it will be after the posts judged so far.
type roomDesk struct {
	room chat.Room
	from int64 // its revision before the batch
	last chat.Message
}

// postAll judges the posts of a batch, all rooms together, after one round trip
// that locks and reads, and queues what writes those that the judges let pass.
func (t *tx) postAll(posts []*job) error {
	if len(posts) == 0 {
		return nil
	}
	d, err := t.openDesk(posts)
	if err != nil {
		return err
	}
	for _, j := range posts {
		j.err = guarded(func() error { return d.take(j.post) })
	}
	t.desk = d
	t.writeDesk(d)
	return t.follow(d)
}

// answerPosts gives every author whose post stands its message.
func (t *tx) answerPosts(jobs []*job) {
	for _, j := range jobs {
		if j.post != nil && j.err == nil {
			j.out = t.desk.answer(j.post)
			if h := j.out.Hold; h != nil && h.ID == 0 {
				j.out, j.err = chat.Posted{}, errOtherUnderNonce
			}
		}
	}
}

func (t *tx) openDesk(posts []*job) (*desk, error) {
	d := &desk{
		now: t.db.now().UTC().Truncate(time.Microsecond), rooms: map[int64]*roomDesk{}, members: map[author]*chat.Standing{}, gone: map[browser]bool{},
		roots: map[place]*chat.Message{}, byNonce: map[nonceKey]*draft{}, touched: map[author]bool{}, joined: map[int64][]int64{},
	}
	seats := t.standings(posts)
	quoted := t.messagesAt(repliesOf(posts))
	if err := t.work.flush(t.ctx); err != nil {
		return nil, err
	}
	d.quoted = *quoted
	for i := range *seats {
		st := &(*seats)[i].Standing
		if err := errors.Join(t.complete(t.ctx, st), t.addLastPost(t.ctx, st)); err != nil {
			return nil, err
		}
		if mutant.MutesIgnored {
			st.Sanctions = nil
		}
	}
	for _, s := range *seats {
		d.members[author{s.Room.ID, s.User.ID}] = &s.Standing
		d.gone[browser{s.User.ID, s.session}] = !s.isSignedIn(d.now)
		d.rooms[s.Room.ID] = &roomDesk{room: s.Room, from: s.Room.Rev, last: s.last}
	}
	var err error
	if d.known, err = t.known(*seats); err != nil {
		return nil, err
	}
	d.heldUnder, err = t.held(*seats)
	return d, err
}

func repliesOf(posts []*job) []place {
	var places []place
	for _, j := range posts {
		if j.post.Draft.ReplyTo != 0 {
			places = append(places, place{j.post.RoomID, j.post.Draft.ReplyTo})
		}
	}
	return places
}

var errOtherUnderNonce = conflict("", "Another message was sent with this form before. Send this one again.")

// take judges one post. A nonce that is known is answered before any rule, so
// that a retry is never refused; but only to who is signed in.
func (d *desk) take(p *chat.Posting) error {
	if d.gone[browser{p.AuthorID, p.Session}] {
		return chat.SignedOut()
	}
	key := nonceKey{p.AuthorID, p.Draft.Nonce}
	if first, ok := d.firstUnder(key); ok {
		if first != p.Digest && !mutant.AnyRetry {
			return errOtherUnderNonce
		}
		return nil
	}
	st, ok := d.members[author{p.RoomID, p.AuthorID}]
	if !ok || (p.Slug != "" && p.Slug != d.rooms[p.RoomID].room.Slug) {
		return chat.NoRoom()
	}
	st.Room = d.rooms[p.RoomID].room
	if err := p.Judge(*st, d.now); err != nil {
		return err
	}
	quoted, err := d.quotedBy(p)
	if err != nil {
		return err
	}
	if p.Waits != nil {
		if w := p.Waits(*st, d.now); w.Reason != "" {
			d.hold(p, w, st)
			if !mutant.HoldShown {
				d.follows(p)
				return nil
			}
		}
	}
	m := d.message(p, st.User, quoted)
	d.accept(p, m, st)
	d.follows(p)
	return nil
}

// follows notes that something follows from a post that was just written.
func (d *desk) follows(p *chat.Posting) {
	if p.Then != nil {
		d.then = append(d.then, p)
	}
}

// enter makes an author a member who has read up to seq, and notes when they posted.
func (d *desk) enter(p *chat.Posting, st *chat.Standing, seq int64) {
	if !st.IsMember() && p.JoinAs != "" {
		st.Member = chat.Member{RoomID: p.RoomID, UserID: p.AuthorID, Role: p.JoinAs, JoinedAt: d.now, LastReadSeq: seq}
		d.joined[p.RoomID] = append(d.joined[p.RoomID], p.AuthorID)
	}
	if st.IsMember() && !mutant.SlowForgotten {
		st.Member.LastPostAt = d.now
		d.touched[author{p.RoomID, p.AuthorID}] = true
	}
}

// firstUnder finds the digest of what was posted under a nonce, before or in this batch.
func (d *desk) firstUnder(key nonceKey) (digest string, ok bool) {
	if p, ok := d.known[key]; ok {
		return p.digest, true
	}
	if x, ok := d.byNonce[key]; ok {
		return x.digest, true
	}
	if h, ok := d.heldUnder[key]; ok {
		return h.Digest, true
	}
	return "", false
}

// quotedBy finds the message that a draft answers; the zero one if it answers none.
func (d *desk) quotedBy(p *chat.Posting) (chat.Message, error) {
	if p.Draft.ReplyTo == 0 {
		return chat.Message{}, nil
	}
	m, ok := d.quoted[place{p.RoomID, p.Draft.ReplyTo}]
	switch {
	case !ok || m.Kind != chat.Text:
		return m, &chat.Error{Kind: chat.Invalid, Field: "reply_to", Message: "The message you answer is not in this room."}
	case m.Removed():
		return m, conflict("reply_to", "The message you answer has been removed meanwhile.")
	}
	return m, nil
}

// message makes the next message of a room.
func (d *desk) message(p *chat.Posting, by chat.User, quoted chat.Message) *chat.Message {
	r := d.rooms[p.RoomID]
	m := &chat.Message{
		RoomID: p.RoomID, Slug: r.room.Slug, Seq: r.room.LastSeq + 1, Rev: r.room.Rev + 1,
		Kind: chat.Text, Author: by.Author(),
		Body: p.Draft.Body, HTML: p.Rendered.HTML, Plain: p.Rendered.Plain, Mentions: p.Rendered.Mentions,
		PostedAt: d.now,
	}
	if quoted.Seq != 0 {
		m.Quote = chat.Quote{Seq: quoted.Seq, Name: quoted.Author.Name, Text: quoted.Plain}
		m.Root = quoted.Seq
		if quoted.Root != 0 {
			m.Root = quoted.Root
		}
	}
	if mutant.ClockSeq {
		m.Seq = max(m.Seq, d.now.UnixMicro())
	}
	if mutant.SharedRev {
		m.Rev = r.from + 1
	}
	m.Cont = goesOn(r.last, *m)
	return m
}

// goesOn says whether a message continues the block of the one before it.
func goesOn(last, m chat.Message) bool {
	return last.Author.ID == m.Author.ID && last.Kind == chat.Text && !last.Removed() && m.Quote.Seq == 0 &&
		m.PostedAt.Sub(last.PostedAt) < contWithin &&
		m.PostedAt.Truncate(24*time.Hour).Equal(last.PostedAt.Truncate(24*time.Hour))
}

// accept brings the room and its author's membership to where they are after a message.
func (d *desk) accept(p *chat.Posting, m *chat.Message, st *chat.Standing) {
	d.enter(p, st, m.Seq-1)
	if st.IsMember() && st.Member.LastReadSeq == m.Seq-1 {
		st.Member.LastReadSeq = m.Seq
	}
	r := d.rooms[p.RoomID]
	r.room.LastSeq, r.room.Rev, r.last = m.Seq, m.Rev, *m
	if m.Root != 0 && !mutant.StaleRoots {
		d.bumpRoot(m)
	}
	x := &draft{message: m, nonce: p.Draft.Nonce, digest: p.Digest}
	d.drafts = append(d.drafts, x)
	d.byNonce[nonceKey{p.AuthorID, x.nonce}] = x
}

// bumpRoot counts an answer at its thread's first message, at the same revision.
func (d *desk) bumpRoot(m *chat.Message) {
	at := place{m.RoomID, m.Root}
	if d.roots[at] == nil {
		d.roots[at] = new(chat.Message)
	}
	root := d.roots[at]
	root.Rev, root.RepliedAt = m.Rev, m.PostedAt
	root.Replies++
}

// answer is what the author gets: the first message under the nonce, and where they stand now.
func (d *desk) answer(p *chat.Posting) (out chat.Posted) {
	if st, ok := d.members[author{p.RoomID, p.AuthorID}]; ok {
		out.Standing = *st
		out.Standing.Room = d.rooms[p.RoomID].room
	}
	key := nonceKey{p.AuthorID, p.Draft.Nonce}
	if first, ok := d.known[key]; ok {
		out.Message = first.Message
		return out
	}
	if h, ok := d.heldUnder[key]; ok {
		out.Hold, out.RoomID, out.Slug = h, h.RoomID, d.rooms[h.RoomID].room.Slug
		return out
	}
	out.Message = *d.byNonce[key].message
	return out
}

// roomsInOrder are the rooms that something was posted in.
func (d *desk) roomsInOrder() []*roomDesk {
	var all []*roomDesk
	for _, r := range d.rooms {
		if r.room.Rev > r.from {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b *roomDesk) int { return int(a.room.ID - b.room.ID) })
	return all
}
