package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

const (
	// drainTime is how long a stop may take in all.
	drainTime = 30 * time.Second
	// settleTime lets load balancers see that /readyz refuses, when others may serve instead.
	settleTime = 2 * time.Second
)

func serveCommand(ctx context.Context, _ []string, getenv func(string) string, out io.Writer) error {
	c, err := readConfig(getenv)
	if err != nil {
		return err
	}
	return serve(ctx, c, out)
}

// serve runs the place until ctx ends, and then drains it.
func serve(ctx context.Context, c Config, out io.Writer) error {
	log := newLog(c, os.Stderr)
	app, err := open(ctx, c, log)
	if err != nil {
		return err
	}
	defer app.close()
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", c.Addr, errors.Unwrap(err))
	}
	app.start(ctx)
	log.Info("parley serves", "url", publicURL(c, ln.Addr().String()), "database", app.databaseName, "broker", app.brokerName)
	if c.BaseURL == nil || c.BaseURL.Scheme != "https" {
		log.Info("session cookies are not Secure: PARLEY_BASE_URL is no https address")
	}
	fmt.Fprintf(out, "Parley is at %s\n", publicURL(c, ln.Addr().String()))
	app.hintSetUp(ctx, out)
	return app.serveUntil(ctx, ln)
}

func newLog(c Config, to io.Writer) *slog.Logger {
	opts := &slog.HandlerOptions{Level: slog.LevelInfo}
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(to, opts))
	}
	return slog.New(slog.NewTextHandler(to, opts))
}

// publicURL is what somebody types to get to where the program listens, host:port.
func publicURL(c Config, at string) string {
	if c.BaseURL != nil {
		return c.BaseURL.String()
	}
	host, _, _ := net.SplitHostPort(c.Addr)
	_, port, _ := net.SplitHostPort(at)
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// serveUntil answers requests until ctx ends, then drains: no new pages, open
// requests finished, live pages sent elsewhere.
func (a *app) serveUntil(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           a.handlers.Routes(),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	var servers sync.WaitGroup
	failed := make(chan error, 2)
	servers.Go(func() { failed <- srv.Serve(ln) })
	metrics, err := a.metrics.serve(a.config.MetricsAddr, &servers)
	if err != nil {
		return err
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	a.drain(srv)
	if metrics != nil {
		_ = metrics.Close()
	}
	servers.Wait()
	return nil
}

func (a *app) drain(srv *http.Server) {
	a.log.Info("parley drains")
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	a.handlers.Drain()
	if a.config.RedisURL != "" {
		time.Sleep(settleTime)
	}
	var done sync.WaitGroup
	done.Go(func() { a.hub.Drain(ctx) })
	done.Go(func() { _ = srv.Shutdown(ctx) }) // what is still open at the end is cut by Close
	done.Wait()
	_ = srv.Close()
}
