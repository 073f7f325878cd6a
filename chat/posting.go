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
// first message, before any rule, so that a retry is never refused.
func (s *Service) Post(ctx context.Context, a Actor, slug string, d Draft) (Message, error) {
	d, err := d.clean()
	if err != nil {
		return Message{}, err
	}
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return Message{}, err
	}
	if !a.SignedIn() {
		return Message{}, errSignIn
	}
	p, err := s.posting(ctx, st, d)
	p.Session = a.Session
	if err != nil {
		return Message{}, err
	}
	if wait := s.Floods(a.User.ID); wait > 0 {
		return s.replay(ctx, p, tooFast(wait))
	}
	m, err := s.Store.Post(ctx, p)
	if KindOf(err) == Conflict && Field(err) == "" {
		err = &Error{Kind: Conflict, Field: "nonce", Message: err.Error()}
	}
	return m, err
}

// replay answers a known nonce, or refuses as otherwise.
func (s *Service) replay(ctx context.Context, p Posting, otherwise error) (Message, error) {
	m, digest, err := s.Store.MessageByNonce(ctx, p.AuthorID, p.Draft.Nonce)
	if err == nil && digest == p.Digest {
		return m, nil
	}
	return Message{}, otherwise
}

func tooFast(wait time.Duration) error {
	return &Error{Kind: TooSoon, RetryAfter: wait, Message: "That was many messages in a short time. Wait a moment, then send it again."}
}

func (s *Service) posting(ctx context.Context, st Standing, d Draft) (Posting, error) {
	rendered, err := s.render(ctx, d.Body)
	if err != nil {
		return Posting{}, err
	}
	secret, err := s.Store.Secret(ctx, "nonce")
	if err != nil {
		return Posting{}, err
	}
	p := Posting{
		RoomID: st.Room.ID, AuthorID: st.User.ID, Draft: d, Rendered: rendered,
		Digest: digest(secret, st.Room.ID, d), Judge: Standing.MayPost,
	}
	if st.widelyReadable() {
		p.JoinAs = RoleMember
	}
	return p, nil
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
