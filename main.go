// Parley is a live chat server for people in ordinary browsers: `go run .` serves
// a place on SQLite; with DATABASE_URL and REDIS_URL any number of replicas share it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones, where the machine has none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], environment, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "parley:", err)
		os.Exit(1)
	}
}

// run does what the command line says; without a word it serves.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	name := "serve"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(ctx, args, getenv, out)
		}
	}
	return fmt.Errorf("there is no command %q; parley help lists them", name)
}
