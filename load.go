package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"parley/chat"
)

// makeSessions makes accounts with sessions for load tests, and prints a line
// for each: id, handle, cookie.
func makeSessions(ctx context.Context, c Config, n int, out io.Writer) error {
	a, err := open(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	a.start(ctx)
	defer a.close()
	batch := strings.ToLower(rand.Text()[:6])
	for i := range n {
		u := chat.User{Handle: fmt.Sprintf("load-%s-%d", batch, i), Role: chat.RoleMember, State: chat.Active}
		u.Name = u.Handle
		if u, err = a.chat.AddLoadUser(ctx, u); err != nil {
			return err
		}
		cookie, err := a.handlers.SessionCookie(ctx, u)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%d\t%s\t%s\n", u.ID, u.Handle, cookie)
	}
	return nil
}
