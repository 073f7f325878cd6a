package chat

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// Decided is how a case ended.
type Decided struct {
	Kind CaseKind
	By   Person // the zero one: nobody, it ended by itself
	At   time.Time
	Yes  bool // it was upheld, published, granted or let in
}

// notOpen is what a moderator hears of a case that does not wait: how it ended, if it is one of theirs.
func (s *Service) notOpen(ctx context.Context, scope DeskScope) error {
	d, err := s.Store.Decided(ctx, scope)
	if err != nil {
		return err
	}
	return &Error{Kind: Conflict, Message: "This case has been decided already.", Decided: &d}
}

// Named splits the subject of a case into what it is of and its number: report-m and 12 of
// report-m-12. Both are zero when it names no case.
func (s DeskScope) Named() (sort string, id int64) {
	i := strings.LastIndexByte(s.Subject, '-')
	id, err := strconv.ParseInt(s.Subject[i+1:], 10, 64)
	if i < 0 || err != nil || id <= 0 {
		return "", 0
	}
	return s.Subject[:i], id
}
