package handlers

import (
	"bytes"
	"net/http"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"parley/chat"
)

const (
	maxGuestPages = 256
	// guestPageLife bounds how old what has no revision may be: who is here now.
	guestPageLife = 10 * time.Second
)

// guestPage is a public room's page as all guests get it, named by its ETag.
type guestPage struct {
	tag           string
	made          time.Time
	policy        string // that allows the style that is on the page
	plain, zipped []byte
}

type guestPages struct {
	mu    sync.Mutex // guards rooms
	rooms map[int64]guestPage
}

// guestRoom answers a guest with the page that is made once for all of them.
func (h *Handlers) guestRoom(w http.ResponseWriter, r *http.Request, st chat.Standing) error {
	hd := w.Header()
	tag := hd.Get("ETag")
	page, ok := h.guests.get(st.Room.ID, tag, h.Now())
	if !ok {
		html, err := h.guestPage(r, st)
		if err != nil {
			return err
		}
		page = guestPage{tag: tag, made: h.Now(), policy: hd.Get("Content-Security-Policy"), plain: html, zipped: zip(html)}
		h.guests.put(st.Room.ID, page)
	}
	hd.Set("Content-Security-Policy", page.policy)
	hd.Set("Content-Type", "text/html; charset=utf-8")
	hd.Add("Vary", "Accept-Encoding")
	html := page.plain
	if takesGzip(r) {
		hd.Set("Content-Encoding", "gzip")
		html = page.zipped
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(html) // the reader may be gone
	return nil
}

func (h *Handlers) guestPage(r *http.Request, st chat.Standing) ([]byte, error) {
	t, err := h.tail(r, st)
	if err != nil {
		return nil, err
	}
	c, err := h.roomPage(r, st, nil, t, h.blank(r, st))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = c.Render(r.Context(), &b)
	return b.Bytes(), err
}

func zip(page []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid one
	_, _ = z.Write(page)                                  // to memory
	_ = z.Close()
	return b.Bytes()
}

func (c *guestPages) get(roomID int64, tag string, now time.Time) (guestPage, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.rooms[roomID]
	return p, ok && p.tag == tag && now.Sub(p.made) < guestPageLife
}

// put keeps the newest page of a room. A full cache forgets any other room.
func (c *guestPages) put(roomID int64, p guestPage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.rooms {
		if _, kept := c.rooms[roomID]; kept || len(c.rooms) < maxGuestPages {
			break
		}
		delete(c.rooms, id)
	}
	if c.rooms == nil {
		c.rooms = map[int64]guestPage{}
	}
	c.rooms[roomID] = p
}
