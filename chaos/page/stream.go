package page

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// Stream is the page that needs no script: a response that goes on. A later version of a message stands at the end of
// the document, and styles put it in its place and hide the one before.
type Stream struct {
	mu       sync.Mutex // guards what follows
	versions map[string]*version
	ended    bool
	last     int64 // seq of the newest message
	wrongs   []string
}

// version is one rendering of a message.
type version struct {
	article Article
	order   int64
	hidden  bool
	there   bool // its element came, and not only its style
}

// Read shows a response as it comes, until it ends; came is called after each piece of it that shows something else.
// It returns what broke the response, and nil when it came to its end.
func (s *Stream) Read(response io.Reader, came func()) error {
	s.mu.Lock()
	s.versions, s.ended, s.last = map[string]*version{}, false, 0
	s.mu.Unlock()
	z := html.NewTokenizer(response)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if s.Ended() {
				return nil
			}
			return cmp.Or(z.Err(), io.ErrUnexpectedEOF)
		case html.StartTagToken:
			if s.start(z) {
				came()
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "html" {
				s.end()
			}
		}
	}
}

// Ended says whether the document came to its end: its browser loads it again.
func (s *Stream) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// Articles are the messages in sight, from top to bottom.
func (s *Stream) Articles() []Article {
	s.mu.Lock()
	defer s.mu.Unlock()
	var seen []*version
	for _, v := range s.versions {
		if v.there && !v.hidden {
			seen = append(seen, v)
		}
	}
	slices.SortFunc(seen, func(a, b *version) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.article.Rev, b.article.Rev))
	})
	list := make([]Article, len(seen))
	for i, v := range seen {
		list[i] = v.article
	}
	return list
}

func (s *Stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
}

// start reads an element that matters, and says whether it did.
func (s *Stream) start(z *html.Tokenizer) bool {
	t := z.Token()
	a := attributesOf(t)
	switch {
	case t.Data == "style":
		return z.Next() == html.TextToken && s.rule(z.Token().Data)
	case t.Data == "div" && strings.HasPrefix(a["id"], "v-"):
		return s.show(a["id"], readVersion(z))
	}
	return false
}

// readVersion reads the article that the element of a version holds.
func readVersion(z *html.Tokenizer) Article {
	for z.Next() != html.ErrorToken {
		if t := z.Token(); t.Type == html.StartTagToken && t.Data == "article" {
			return readArticle(z, attributesOf(t))
		}
	}
	return Article{}
}

func (s *Stream) show(name string, a Article) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.version(name)
	v.article, v.there = a, true
	if s.last > 0 && a.Seq > s.last+1 {
		s.wrongs = append(s.wrongs, fmt.Sprintf("message %d comes after %d", a.Seq, s.last))
	}
	s.last = max(s.last, a.Seq)
	return true
}

// Wrongs are what must never be so, also not for a moment: a message that comes before one that it follows.
func (s *Stream) Wrongs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.wrongs)
}

// rule is a style such as #v-7-12{order:5} or #v-7-12{display:none}.
func (s *Stream) rule(text string) bool {
	name, what, _ := strings.Cut(strings.Trim(strings.TrimSpace(text), "#}"), "{")
	if !strings.HasPrefix(name, "v-") {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.version(name)
	if order, ok := strings.CutPrefix(what, "order:"); ok {
		v.order, _ = strconv.ParseInt(order, 10, 64)
		return false
	}
	v.hidden = what == "display:none"
	return v.hidden
}

// version finds or makes a version; s.mu is held.
func (s *Stream) version(name string) *version {
	if s.versions[name] == nil {
		s.versions[name] = &version{}
	}
	return s.versions[name]
}
