package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parley/chat"
	"parley/handlers"
	"parley/limit"
	"parley/markup"
	"parley/password"
	"parley/realtime"
	"parley/store"
)

// app is the program, put together. It is the only place that knows every package.
type app struct {
	config                   Config
	log                      *slog.Logger
	db                       *store.DB
	chat                     *chat.Service
	hub                      *realtime.Hub
	redis                    *realtime.Redis // nil: this process is the only one
	announcer                *realtime.Announcer
	handlers                 *handlers.Handlers
	seen                     *seen
	metrics                  *counts
	zone                     atomic.Value // string: the place's time zone
	databaseName, brokerName string
	setUpCode                string
	build                    string
	began                    time.Time

	stop    context.CancelFunc
	running sync.WaitGroup // what start began
}

func open(ctx context.Context, c Config, log *slog.Logger) (*app, error) {
	a := &app{config: c, log: log, metrics: newCounts(), seen: newSeen(), build: build(), began: time.Now()}
	a.zone.Store("")
	broker, attempts, err := a.openBroker()
	if err != nil {
		return nil, err
	}
	if a.db, err = openStore(ctx, c, a.tell); err != nil {
		return nil, err
	}
	render := a.render()
	source := realtime.NewSource(a.db, render)
	source.You = a.you
	a.db.OnCommit(a.metrics.committed)
	a.hub = realtime.NewHub(realtime.HubConfig{
		Broker: broker, Source: source,
		Pieces: realtime.Pieces{Here: here, Typing: typing}, Metrics: a.metrics.realtime(), Log: log,
		Limits: realtime.Limits{PerUser: c.SocketsPerAccount, PerAddress: c.SocketsPerAddress, Total: c.SocketsTotal},
	})
	a.announcer = realtime.NewAnnouncer(a.hub, render)
	a.chat = a.newChat(attempts)
	key, err := a.db.Secret(ctx, "tickets")
	if err != nil {
		return nil, err
	}
	code, err := a.db.Secret(ctx, "set-up") // every replica prints the same
	if err != nil {
		return nil, err
	}
	a.setUpCode = hex.EncodeToString(code[:4])
	a.handlers = a.newHandlers(key, render)
	a.databaseName = "SQLite"
	if c.DatabaseURL != "" {
		a.databaseName = "PostgreSQL"
	}
	return a, nil
}

// tell brings what has happened to whoever keeps something of it, then to the pages.
func (a *app) tell(e chat.Event) {
	a.chat.Hear(e)
	a.announcer.Announce(e)
}

func openStore(ctx context.Context, c Config, tell func(chat.Event)) (*store.DB, error) {
	if c.DatabaseURL != "" {
		db, err := store.Open(ctx, c.DatabaseURL, tell)
		if err != nil { // drivers tell of several addresses on several lines
			err = errors.New(strings.Join(strings.Fields(err.Error()), " "))
		}
		return db, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("PARLEY_DATA: %w", err)
	}
	return store.Open(ctx, c.databaseFile(), tell)
}

// openBroker finds what carries between replicas, and what counts over them.
func (a *app) openBroker() (realtime.Broker, chat.Attempts, error) {
	if a.config.RedisURL == "" {
		a.brokerName = "this process"
		return realtime.NewMemory(), limit.NewMemory(time.Now), nil
	}
	r, err := realtime.OpenRedis(a.config.RedisURL)
	if err != nil {
		return nil, nil, fmt.Errorf("REDIS_URL: %w", err)
	}
	a.brokerName, a.redis = "redis", r
	return r, limit.NewRedis(r.Client(), time.Now), nil
}

func (a *app) newChat(attempts chat.Attempts) *chat.Service {
	m, passwords := markup.New(), password.New()
	return chat.New(chat.Deps{
		Store: a.db, Tell: a.announcer.Announce, Now: time.Now,
		Handles: m.Handles, Render: renderWith(m), Emoji: markup.Emoji,
		HashPassword: passwords.Hash, CheckPassword: passwords.Check,
		Attempts: attempts, SignInTries: a.config.SignInRate, SignUps: a.config.SignUpRate,
		Proxies: a.config.TrustedProxies,
		Floods:  limit.NewFloods(a.config.PostRate, a.config.PostBurst, time.Now).Take,
	})
}

func (a *app) newHandlers(ticketKey []byte, render realtime.Render) *handlers.Handlers {
	return handlers.New(handlers.Config{
		Chat: a.chat, Hub: a.hub, Render: render, Sessions: a.db.SessionStore(),
		Tickets: handlers.NewTickets(ticketKey, time.Now), Ready: a.ready,
		BaseURL: a.config.BaseURL, TrustedProxies: a.config.TrustedProxies, SetUpCode: a.setUpCode,
		Metrics: a.metrics.local(a.config.MetricsAddr), Build: a.build, Log: a.log, Health: a.health, MakeBackup: a.makeBackup(), Now: time.Now,
		Observe: a.metrics.observe, Posted: a.metrics.posted, SignInFailed: a.metrics.signInFailed, Seen: a.seen.note, Limited: a.metrics.limited,
	})
}

func (a *app) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return a.db.Ping(ctx)
}

// build names the code that runs, for ETags: a page of another build is another page.
func build() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value[:min(len(s.Value), 12)]
			}
		}
	}
	return rand.Text()[:8]
}

// start begins what runs beside the requests.
func (a *app) start(ctx context.Context) {
	ctx, a.stop = context.WithCancel(context.WithoutCancel(ctx))
	a.running.Go(func() { a.announcer.Run(ctx) })
	a.running.Go(func() { a.keepZone(ctx) })
	a.running.Go(func() {
		a.seen.run(ctx, a.db.Touch, func(err error) { a.log.Warn("last visits wait", "err", err) })
	})
	a.running.Go(func() { _ = a.hub.Run(ctx) })
	a.running.Go(func() { a.chat.Run(ctx, func(err error) { a.log.Warn("read marks wait", "err", err) }) })
}

// close ends everything in the order that loses nothing: what runs, then the database.
func (a *app) close() {
	if a.stop != nil {
		a.stop()
	}
	a.running.Wait()
	if err := a.db.Close(); err != nil {
		a.log.Error("closing the database", "err", err)
	}
}

// hintSetUp prints the code for setting a new place up from another machine.
func (a *app) hintSetUp(ctx context.Context, out io.Writer) {
	place, err := a.chat.Place(ctx)
	if err == nil && place.SetUpAt.IsZero() {
		fmt.Fprintf(out, "It is new: open it to set it up. From another machine you need the code %s\n", a.setUpCode)
	}
}
