package handlers

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"parley/chat"
)

const (
	// ticketLife is how long a ticket waits to be used.
	ticketLife = 30 * time.Second
	ticketUse  = "parley-ws"
)

// Tickets signs what lets a program open one socket: a JWT (RFC 7519) with a
// pinned algorithm, type and audience, for one room and one use.
type Tickets struct {
	key []byte
	now func() time.Time
}

// NewTickets makes tickets with a key that all replicas share.
func NewTickets(key []byte, now func() time.Time) *Tickets { return &Tickets{key, now} }

type ticket struct {
	jwt.RegisteredClaims
	Room  string `json:"room"`
	Token int64  `json:"sid"` // id of the token it was made with
}

func (t *Tickets) sign(a chat.Actor, room string) (string, error) {
	now := t.now()
	j := jwt.NewWithClaims(jwt.SigningMethodHS256, ticket{
		RegisteredClaims: jwt.RegisteredClaims{
			ID: rand.Text(), Subject: strconv.FormatInt(a.User.ID, 10), Audience: jwt.ClaimStrings{ticketUse},
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ticketLife)),
		},
		Room: room, Token: a.Token,
	})
	j.Header["typ"] = ticketUse + "+jwt"
	return j.SignedString(t.key)
}

func (t *Tickets) open(text string) (ticket, error) {
	var c ticket
	j, err := jwt.ParseWithClaims(text, &c, func(*jwt.Token) (any, error) { return t.key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithAudience(ticketUse), jwt.WithExpirationRequired(), jwt.WithTimeFunc(t.now))
	if err != nil || j.Header["typ"] != ticketUse+"+jwt" || c.ID == "" {
		return c, errTicket
	}
	return c, nil
}

var errTicket = &chat.Error{Kind: chat.SignIn, Message: "This ticket is not valid, or too old. Ask for a new one with your token."}

// createTicket answers a program that shows its token: POST /api/ws-tickets {"room":"slug"}.
func (h *Handlers) createTicket(w http.ResponseWriter, r *http.Request) error {
	scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return &chat.Error{Kind: chat.SignIn, Message: "Show a token: Authorization: Bearer parley_…"}
	}
	a, err := h.Chat.ActorByToken(r.Context(), secret, addressOf(r))
	if err != nil {
		return err
	}
	var ask struct{ Room string }
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil || ask.Room == "" {
		return &chat.Error{Kind: chat.Invalid, Field: "room", Message: `Name a room: {"room":"lounge"}`}
	}
	if _, err := h.Chat.View(r.Context(), a, ask.Room); err != nil {
		return err
	}
	signed, err := h.Tickets.sign(a, ask.Room)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(map[string]string{"ticket": signed})
}

// redeem uses a ticket up and finds whom it lets in.
func (h *Handlers) redeem(r *http.Request, text string) (chat.Actor, error) {
	t, err := h.Tickets.open(text)
	if err != nil {
		return chat.Actor{}, err
	}
	if t.Room != r.URL.Query().Get("room") {
		return chat.Actor{}, &chat.Error{Kind: chat.Forbidden, Message: "This ticket is for another room."}
	}
	a, err := h.Chat.TakeTicket(r.Context(), t.ID, t.ExpiresAt.Time, number(t.Subject, 0), t.Token, addressOf(r))
	if chat.KindOf(err) == chat.Conflict {
		return a, errTicket
	}
	return a, err
}
