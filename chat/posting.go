package chat

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

var nonceForm = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// Post says something in a room. Under a nonce that is known it answers with the
// first message, before any rule but that they may still read the room, so that a
// retry is never refused. Who was here before is judged by the transaction alone.
func (s *Service) Post(ctx context.Context, a Actor, slug string, d Draft) (Posted, error) {
	d, err := d.clean()
	if err != nil {
		return Posted{}, err
	}
	if !a.SignedIn() {
		return Posted{}, errSignIn
	}
	in := way{a.User.ID, slug}
	if id, ok := s.entered.get(in); ok {
		m, err := s.postIn(ctx, a, slug, id, d)
		if !IsNotFound(err) {
			return m, err
		}
		s.entered.forget(in) // it may be another since a restore
	}
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return Posted{}, err
	}
	s.entered.put(in, st.Room.ID)
	return s.postIn(ctx, a, slug, st.Room.ID, d)
}

func (s *Service) postIn(ctx context.Context, a Actor, slug string, roomID int64, d Draft) (Posted, error) {
	if wait := s.Floods(a.User.ID); wait > 0 { // before anything is made of the words, which takes time
		return s.replay(ctx, a, slug, roomID, d, tooFast(wait))
	}
	p, err := s.posting(ctx, a, slug, roomID, d)
	if err != nil {
		return Posted{}, err
	}
	m, err := s.Store.Post(ctx, p)
	s.noteRefused(ctx, a, Standing{User: a.User, Room: Room{ID: roomID}}, err)
	if KindOf(err) == Conflict && Field(err) == "" {
		err = &Error{Kind: Conflict, Field: "nonce", Message: err.Error()}
	}
	if err != nil {
		return m, err
	}
	return m, m.Standing.MayRead() // of a retry nobody was asked
}

// replay answers a known nonce of somebody who may read the room, or refuses as otherwise.
func (s *Service) replay(ctx context.Context, a Actor, slug string, roomID int64, d Draft, otherwise error) (Posted, error) {
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return Posted{}, err
	}
	secret, err := s.Store.Secret(ctx, "nonce")
	if err != nil {
		return Posted{}, err
	}
	p := Posting{Draft: d, Digest: digest(secret, roomID, d)}
	m, known, err := s.Store.MessageByNonce(ctx, a.User.ID, d.Nonce)
	if IsNotFound(err) {
		return s.replayHold(ctx, p, st, otherwise)
	}
	if err == nil && known == p.Digest {
		return Posted{Message: m, Standing: st}, nil
	}
	return Posted{}, otherwise
}

// replayHold answers the nonce of what waits.
func (s *Service) replayHold(ctx context.Context, p Posting, st Standing, otherwise error) (Posted, error) {
	all, err := s.HoldsOf(ctx, st)
	for _, h := range all {
		if h.Draft.Nonce == p.Draft.Nonce && h.Digest == p.Digest {
			return Posted{Hold: &h, Standing: st}, err
		}
	}
	return Posted{}, otherwise
}

func tooFast(wait time.Duration) error {
	return &Error{Kind: TooSoon, RetryAfter: wait, Message: "That was many messages in a short time. Wait a moment, then send it again."}
}

func (s *Service) posting(ctx context.Context, a Actor, slug string, roomID int64, d Draft) (Posting, error) {
	rendered, err := s.render(ctx, d.Body)
	if err != nil {
		return Posting{}, err
	}
	links, err := s.newLinks(ctx, a.User, rendered)
	if err != nil {
		return Posting{}, err
	}
	c, err := s.catchMessage(ctx, a.User, roomID, d.Body, rendered)
	if err != nil {
		return Posting{}, err
	}
	waits := func(st Standing, now time.Time) Wait { return c.wait(st.Waits(rendered, now)) }
	var stood Standing // when it was judged: posting makes them a member
	judge := func(st Standing, now time.Time) error {
		stood = st
		if err := st.MayPost(now); err != nil {
			return err
		}
		if err := links(st); err != nil {
			return err
		}
		if err := st.mayLink(rendered, now); err != nil {
			return err
		}
		if !st.IsMember() { // speaking joins
			if err := st.MayCome(now); err != nil {
				return err
			}
		}
		if err := c.judge(st); err != nil {
			return err
		}
		return st.mayWait(waits(st, now))
	}
	secret, err := s.Store.Secret(ctx, "nonce")
	p := Posting{
		RoomID: roomID, Slug: slug, AuthorID: a.User.ID, Session: a.Session, Draft: d, Rendered: rendered,
		Digest: digest(secret, roomID, d), Judge: judge, Waits: waits, Alone: c.locksAuthor(),
		JoinAs: RoleMember, // who may speak without being in a room is in one that everybody may join
	}
	if len(c.found) > 0 {
		p.Then = func(ctx context.Context, tx Tx, m Posted) error { return s.follow(ctx, tx, c, stood, m) }
	}
	return p, err
}

// digest tells a retry from another message under the same nonce, also after
// the words were edited or removed. It is keyed, so that it gives nothing away.
func digest(secret []byte, roomID int64, d Draft) string {
	h := hmac.New(sha256.New, secret)
	fmt.Fprintf(h, "%d\x00%d\x00%s", roomID, d.ReplyTo, d.Body)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// render makes a text ready and finds whom it names, in one query.
func (s *Service) render(ctx context.Context, body string) (Rendered, error) {
	named := map[string]Person{}
	if handles := s.Handles(body); len(handles) > 0 {
		people, err := s.Store.UsersByHandle(ctx, handles)
		if err != nil {
			return Rendered{}, err
		}
		for _, p := range people {
			named[p.Handle] = p
		}
	}
	return s.Render(body, named), nil
}

// clean checks a draft as it came from outside.
func (d Draft) clean() (Draft, error) {
	if !nonceForm.MatchString(d.Nonce) {
		return d, invalid("nonce", "This form is incomplete. Reload the page and send your message again.")
	}
	if d.ReplyTo < 0 {
		return d, invalid("reply_to", "The message you answer is not in this room.")
	}
	body, err := CleanBody(d.Body)
	d.Body = body
	return d, err
}

// CleanBody checks the words of a message and ends their lines as Unix does.
func CleanBody(body string) (string, error) {
	if !utf8.ValidString(body) || strings.ContainsRune(body, 0) {
		return body, invalid("body", "This text holds characters that cannot be shown. Type it anew, or paste it as plain text.")
	}
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n")
	switch n := utf8.RuneCountInString(body); {
	case strings.TrimSpace(body) == "":
		return body, invalid("body", "Type a message first.")
	case n > MaxBody:
		return body, invalid("body", fmt.Sprintf("This message has %d characters; %d is the most. Shorten it, or send it in two parts.", n, MaxBody))
	}
	return body, nil
}
