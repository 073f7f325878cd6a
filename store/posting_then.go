package store

import "parley/chat"

// follow runs what follows from the posts of a batch, once they are written. What fails
// breaks the batch: each of its posts is then tried again alone.
func (t *tx) follow(d *desk) error {
	if len(d.then) == 0 {
		return nil
	}
	if err := t.work.flush(t.ctx); err != nil {
		return err
	}
	for _, p := range d.then {
		out := d.answer(p)
		if out.Hold != nil && out.Hold.ID == 0 {
			continue // another was posted under its nonce: see answerPosts
		}
		if err := guarded(func() error { return p.Then(t.ctx, t, out) }); err != nil {
			return err
		}
		if err := t.withoutRemoved(d, p); err != nil {
			return err
		}
	}
	return nil
}

// withoutRemoved has a message that was removed as soon as it was written told as removed, at the revision at which
// it was written: nobody is told its words.
func (t *tx) withoutRemoved(d *desk, p *chat.Posting) error {
	x, posted := d.byNonce[nonceKey{p.AuthorID, p.Draft.Nonce}]
	if !posted {
		return nil
	}
	m, err := t.Message(t.ctx, x.message.RoomID, x.message.Seq)
	if err == nil && m.Removed() {
		m.Rev = x.message.Rev
		*x.message = m
	}
	return err
}
