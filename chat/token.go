package chat

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Token lets a program act for a person. Only its hash is kept.
type Token struct {
	ID        int64
	UserID    int64
	Name      string
	CreatedAt time.Time
	UsedAt    time.Time // zero: never
}

// TokenPrefix begins every token, so that scanners for leaked secrets know one.
const TokenPrefix = "parley_"

const maxTokens = 50

// Tokens lists the actor's tokens.
func (s *Service) Tokens(ctx context.Context, a Actor) ([]Token, error) {
	if !a.SignedIn() {
		return nil, errSignIn
	}
	return s.Store.Tokens(ctx, a.User.ID)
}

// CreateToken makes a token and returns its secret, which is not kept.
func (s *Service) CreateToken(ctx context.Context, a Actor, name string) (string, error) {
	name, err := cleanLine("name", name, "Say what the token is for, so that you know which one to end later.", maxName)
	switch {
	case err != nil:
		return "", err
	case !a.SignedIn():
		return "", errSignIn
	case a.Token != 0:
		return "", refuse(Forbidden, "A program cannot make tokens. Make one in a browser.")
	}
	secret := TokenPrefix + rand.Text() + rand.Text()
	err = s.Store.Tx(ctx, Scope{Users: []int64{a.User.ID}}, func(tx Tx) error {
		if has, err := tx.Tokens(ctx, a.User.ID); err != nil || len(has) >= maxTokens {
			if err == nil {
				err = invalid("name", "You have 50 tokens. End one that is not used any more.")
			}
			return err
		}
		if _, err := tx.AddToken(ctx, Token{UserID: a.User.ID, Name: name, CreatedAt: s.Now()}, hashSecret(secret)); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(a, "token_made", a.User.ID, 0))
	})
	return secret, err
}

// EndToken ends one of the actor's tokens; what programs have open by it ends too.
func (s *Service) EndToken(ctx context.Context, a Actor, id int64) error {
	if !a.SignedIn() {
		return errSignIn
	}
	return s.Store.Tx(ctx, Scope{Users: []int64{a.User.ID}}, func(tx Tx) error {
		if err := tx.EndToken(ctx, a.User.ID, id); err != nil {
			return err
		}
		if err := revoke(ctx, tx, Access{UserID: a.User.ID, Session: TokenSession(id)}); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(a, "token_ended", a.User.ID, 0))
	})
}

// TokenSession names the live viewers that a token opened, as a session id names a browser's.
func TokenSession(id int64) string { return fmt.Sprintf("token-%d", id) }

// ActorByToken finds whom a program acts for.
func (s *Service) ActorByToken(ctx context.Context, secret, address string) (Actor, error) {
	if !strings.HasPrefix(secret, TokenPrefix) {
		return Actor{}, errToken
	}
	u, t, err := s.Store.UserByToken(ctx, hashSecret(secret))
	if IsNotFound(err) || (err == nil && u.State != Active) {
		return Actor{}, errToken
	}
	if err != nil {
		return Actor{}, err
	}
	a := Actor{User: u, Token: t.ID, Session: TokenSession(t.ID), Address: address}
	if a.Range, err = s.rangeOf(ctx, address, u); err != nil {
		return a, err
	}
	if a.Ban, err = s.banOf(ctx, u); a.Ban != nil {
		err = a.Ban.Refusal()
	}
	if err == nil && a.Range != nil {
		err = a.Range.Refusal(s.Now())
	}
	return a, err
}

var errToken = &Error{Kind: SignIn, Message: "This token is not known, or was ended."}

// HasToken refuses a program whose token was ended meanwhile.
func (s *Service) HasToken(ctx context.Context, a Actor) error {
	tokens, err := s.Store.Tokens(ctx, a.User.ID)
	if err == nil && !slices.ContainsFunc(tokens, func(t Token) bool { return t.ID == a.Token }) {
		return errToken
	}
	return err
}

// TakeTicket uses up a one-time ticket by its id, and finds whom it lets in: the
// token it was made with must still be there.
func (s *Service) TakeTicket(ctx context.Context, id string, expires time.Time, userID, tokenID int64, address string) (Actor, error) {
	err := s.Store.Tx(ctx, Scope{}, func(tx Tx) error {
		if err := tx.UseTicket(ctx, id, expires); err != nil {
			return err
		}
		return tx.UseToken(ctx, tokenID, s.Now())
	})
	if err != nil {
		return Actor{}, err
	}
	if err := s.HasToken(ctx, Actor{User: User{ID: userID}, Token: tokenID}); err != nil {
		return Actor{}, err
	}
	a, err := s.ActorOf(ctx, userID, TokenSession(tokenID), address)
	if err == nil && !a.SignedIn() {
		return Actor{}, errToken
	}
	switch {
	case a.Ban != nil:
		err = a.Ban.Refusal()
	case err == nil && a.Range != nil:
		err = a.Range.Refusal(s.Now())
	}
	a.Token = tokenID
	return a, err
}
