package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// command is one word after `parley`.
type command struct {
	name, args, help string
	run              func(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error
}

func commands() []command {
	return []command{
		{"serve", "", "serve the place (what parley does without a word)", serveCommand},
		{"help", "", "this list, and everything that can be set", helpCommand},
		{"backup", "FILE", "copy the place into a new file, also while it is served (SQLite)", backupCommand},
		{"restore", "FILE", "put a backup in the place of the database, which is set aside; no server may run (SQLite)", restoreCommand},
		{"epoch", "", "have all open pages start anew: after a restore of PostgreSQL, or a failover that may have lost commits", epochCommand},
		{"user", "role HANDLE ROLE", "make an account a member, moderator or administrator of the place, also while it is served", userCommand},
		{"user", "link HANDLE", "print a link that lets whoever opens it choose a new password for an account, once", userCommand},
		{"user", "sessions N", "make N accounts with sessions, for load tests; prints id, handle and cookie", userCommand},
	}
}

func helpCommand(_ context.Context, _ []string, _ func(string) string, out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Commands:")
	for _, c := range commands() {
		fmt.Fprintf(w, "  parley %s\t%s\n", strings.TrimSpace(c.name+" "+c.args), c.help)
	}
	fmt.Fprintln(w, "\nVariables of the environment:")
	for _, s := range settings {
		otherwise := s.otherwise
		if otherwise == "" {
			otherwise = "not set"
		}
		fmt.Fprintf(w, "  %s\t%s (%s)\n", s.name, s.help, otherwise)
	}
	return w.Flush()
}
