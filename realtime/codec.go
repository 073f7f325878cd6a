package realtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// The envelope on the wire: one byte for the format, the sender's name, one line
// of JSON, then HTML as it is. So the sender knows its own without reading
// further, and HTML is never escaped or copied.
const (
	envelopeFormat = '1'
	originLength   = 16
)

var errFormat = errors.New("realtime: an envelope of an unknown format")

// header is the line of JSON.
type header struct {
	Kind     Kind      `json:"k"`
	RoomID   int64     `json:"r,omitempty"`
	Slug     string    `json:"s,omitempty"`
	Epoch    string    `json:"e,omitempty"`
	Meta     int64     `json:"m,omitempty"`
	From     int64     `json:"f,omitempty"`
	To       int64     `json:"t,omitempty"`
	At       int64     `json:"at,omitempty"`
	Seq      int64     `json:"n,omitempty"`
	Users    []int64   `json:"u,omitempty"`
	People   []Person  `json:"p,omitempty"`
	Count    int       `json:"c,omitempty"`
	Drop     *Drop     `json:"d,omitempty"`
	Articles []measure `json:"a,omitempty"`
}

// measure is an article but for its HTML, of which it tells the length in bytes.
type measure struct {
	ID      int64 `json:"i"`
	Seq     int64 `json:"s"`
	Rev     int64 `json:"v"`
	Root    int64 `json:"r,omitempty"`
	Removed bool  `json:"x,omitempty"`
	Length  int   `json:"l"`
}

func encode(e Envelope) ([]byte, error) {
	if len(e.Origin) != originLength {
		return nil, fmt.Errorf("realtime: encode envelope: origin %q has not %d letters", e.Origin, originLength)
	}
	h := header{Kind: e.Kind, RoomID: e.RoomID, Slug: e.Slug, Epoch: e.Epoch, Meta: e.Meta, From: e.From, To: e.To,
		At: e.At, Seq: e.Seq, Users: e.Users, People: e.People, Count: e.Count}
	if e.Drop != (Drop{}) {
		h.Drop = &e.Drop
	}
	for _, a := range e.Articles {
		h.Articles = append(h.Articles, measure{a.ID, a.Seq, a.Rev, a.Root, a.Removed, len(a.HTML)})
	}
	var b bytes.Buffer
	b.WriteByte(envelopeFormat)
	b.WriteString(e.Origin)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(h); err != nil { // ends the line
		return nil, fmt.Errorf("realtime: encode envelope: %w", err)
	}
	for _, a := range e.Articles {
		b.WriteString(a.HTML)
	}
	b.WriteString(e.HTML)
	return b.Bytes(), nil
}

// decode reads an envelope. What it cannot read is errFormat: to be treated as a gap.
func decode(s string) (Envelope, error) {
	if len(s) <= originLength || s[0] != envelopeFormat {
		return Envelope{}, errFormat
	}
	line, raw, found := strings.Cut(s[1+originLength:], "\n")
	var h header
	if !found || json.Unmarshal([]byte(line), &h) != nil {
		return Envelope{}, errFormat
	}
	e := Envelope{Kind: h.Kind, Origin: s[1 : 1+originLength], RoomID: h.RoomID, Slug: h.Slug, Epoch: h.Epoch, Meta: h.Meta,
		From: h.From, To: h.To, At: h.At, Seq: h.Seq, Users: h.Users, People: h.People, Count: h.Count}
	if h.Drop != nil {
		e.Drop = *h.Drop
	}
	for _, m := range h.Articles {
		if m.Length < 0 || m.Length > len(raw) {
			return Envelope{}, errFormat
		}
		e.Articles = append(e.Articles, Article{m.ID, m.Seq, m.Rev, m.Root, m.Removed, raw[:m.Length]})
		raw = raw[m.Length:]
	}
	e.HTML = raw
	return e, nil
}
