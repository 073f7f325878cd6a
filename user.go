package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"parley/chat"
)

var errUserArgs = errors.New("user: say role HANDLE member|moderator|administrator, link HANDLE, or sessions N")

// userCommand changes accounts for whoever runs the program, whom no rank stands above.
func userCommand(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	if len(args) < 2 {
		return errUserArgs
	}
	c, err := readConfig(getenv)
	if err != nil {
		return err
	}
	switch rest := args[1:]; {
	case args[0] == "role" && len(rest) == 2:
		return setRole(ctx, c, rest[0], chat.Role(rest[1]), out)
	case args[0] == "link" && len(rest) == 1:
		return makeLink(ctx, c, rest[0], out)
	case args[0] == "sessions" && len(rest) == 1:
		n, err := strconv.Atoi(rest[0])
		if err != nil || n < 1 || n > 100_000 {
			return fmt.Errorf("%q is not a number from 1 to 100000", rest[0])
		}
		return makeSessions(ctx, c, n, out)
	}
	return errUserArgs
}

func setRole(ctx context.Context, c Config, handle string, role chat.Role, out io.Writer) error {
	return onPlace(ctx, c, func(a *app) error {
		if err := a.chat.RankByOperator(ctx, handle, role); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s is now: %s\n", handle, role)
		return nil
	})
}

func makeLink(ctx context.Context, c Config, handle string, out io.Writer) error {
	return onPlace(ctx, c, func(a *app) error {
		secret, err := a.chat.LinkByOperator(ctx, handle)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "It works once, for a day: %s/reset/%s\n", publicURL(c, c.Addr), secret)
		return nil
	})
}

// onPlace does something to a place that there is, also while it is served.
func onPlace(ctx context.Context, c Config, act func(*app) error) error {
	if err := hasPlace(c); err != nil {
		return fmt.Errorf("user: %w", err)
	}
	a, err := open(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	a.start(ctx)
	defer a.close()
	if err := act(a); err != nil {
		return fmt.Errorf("user: %w", err)
	}
	return nil
}
