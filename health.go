package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"parley/store"
	"parley/views"
)

const (
	probeLimit = time.Second        // for each look
	backupAge  = 7 * 24 * time.Hour // older backups are worth a word
	leastDisk  = int64(1) << 30     // bytes that should be free
	slowAnswer = 250 * time.Millisecond
)

// health looks at everything at once, so that it takes as long as the slowest look, a second at most.
func (a *app) health(ctx context.Context) []views.Check {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	probes := []func(context.Context) []views.Check{a.databaseChecks, a.redisChecks, a.pageChecks, a.addressChecks, a.programChecks}
	answers := make([][]views.Check, len(probes))
	var looking sync.WaitGroup
	for i, probe := range probes {
		looking.Go(func() { answers[i] = probe(ctx) })
	}
	looking.Wait()
	var all []views.Check
	for _, some := range answers {
		all = append(all, some...)
	}
	return all
}

func (a *app) databaseChecks(ctx context.Context) []views.Check {
	began := time.Now()
	s, err := a.db.State(ctx, began)
	if err != nil {
		return []views.Check{{State: views.Bad, Title: "The database does not answer", About: "People read what is open and cannot post. Look at the database server and its log; Parley goes on by itself when it is back."}}
	}
	took := time.Since(began)
	c := views.Check{Title: "Database", About: fmt.Sprintf("%s, %s, schema %d, answers in %s", a.databaseName, views.Bytes(s.Bytes), s.Schema, short(took))}
	if took > slowAnswer {
		c.State, c.Title = views.Warn, "The database is slow"
		c.About += ". Posts take as long. Look at what else uses its disk and processor."
	}
	return append([]views.Check{c}, a.stateChecks(s, began)...)
}

// stateChecks are what follows from how the database stands.
func (a *app) stateChecks(s store.State, now time.Time) []views.Check {
	all := []views.Check{a.backupCheck(s, now)}
	switch {
	case s.FreeBytes < 0:
	case s.FreeBytes < max(leastDisk, s.Bytes):
		all = append(all, views.Check{State: views.Warn, Title: "The disk is nearly full", About: views.Bytes(s.FreeBytes) + " are free. A full disk refuses every message, and a backup needs as much room as the database. Make room, or move PARLEY_DATA."})
	default:
		all = append(all, views.Check{Title: "Disk", About: views.Bytes(s.FreeBytes) + " are free"})
	}
	if s.HoldsDue > 0 {
		all = append(all, views.Check{State: views.Warn, Title: views.Count(s.HoldsDue, "One delayed message is late", "%s delayed messages are late"), About: "They should have been shown a minute ago. The log says what was in their way."})
	}
	if s.Waiting > 100 {
		all = append(all, views.Check{State: views.Warn, Title: "Much waits to be written", About: fmt.Sprintf("%d posts and acts stand in the queue: the database takes fewer than people write.", s.Waiting)})
	}
	return all
}

func (a *app) backupCheck(s store.State, now time.Time) views.Check {
	switch {
	case a.config.DatabaseURL != "":
		return views.Check{Title: "Backups", About: "PostgreSQL is backed up with pg_dump, which Parley does not see.", Href: "/admin/backup"}
	case s.LastBackup.IsZero():
		return views.Check{State: views.Warn, Title: "There is no backup", About: "Everything is one file on one disk. Parley can be copied while it runs.", Href: "/admin/backup"}
	case now.Sub(s.LastBackup) > backupAge:
		return views.Check{State: views.Warn, Title: fmt.Sprintf("The last backup is %d days old", int(now.Sub(s.LastBackup).Hours()/24)), About: "Parley can be copied while it runs.", Href: "/admin/backup"}
	}
	return views.Check{Title: "Backups", About: "The last one is of " + s.LastBackup.UTC().Format("2 January 2006, 15:04") + " UTC", Href: "/admin/backup"}
}

func (a *app) redisChecks(ctx context.Context) []views.Check {
	if a.redis == nil {
		return []views.Check{{Title: "One server", About: "REDIS_URL is not set: this process serves everybody alone."}}
	}
	n, took, err := a.redis.Replicas(ctx)
	switch {
	case err != nil || !a.redis.Up():
		return []views.Check{{State: views.Bad, Title: "Redis does not answer", About: "People go on talking; those on other servers see messages within about a second. Start it again, or look at REDIS_URL."}}
	case took > slowAnswer:
		return []views.Check{{State: views.Warn, Title: "Redis is slow", About: fmt.Sprintf("It answers in %s. Messages reach other servers as late.", short(took))}}
	}
	return []views.Check{{Title: "Live updates", About: views.Count(n, "One server", "%s servers") + ", Redis answers in " + short(took)}}
}

func (a *app) pageChecks(context.Context) []views.Check {
	pages, behind, lost := a.hub.Viewers(), int64(a.metrics.behind.Get()), a.metrics.missed.Load()
	all := []views.Check{{Title: "Open pages", About: fmt.Sprintf("%s on this server%s", views.Count(int64(pages), "One page is live", "%s pages are live"), outOf(a.config.SocketsTotal))}}
	if most := a.config.SocketsTotal; most > 0 && pages > most*9/10 {
		all[0].State, all[0].Title = views.Warn, "Nearly as many pages as may be open"
		all[0].About += ". More are turned away: raise PARLEY_SOCKETS, or start another server."
	}
	healing := views.Check{Title: "Healing", About: fmt.Sprintf("Since the start %s behind and caught up, %s not sent to other servers", views.Count(behind, "one room was", "%s rooms were"), views.Count(lost, "one change was", "%s changes were"))}
	if at := a.hub.Checked(); pages > 0 && time.Since(at) > 5*time.Second {
		healing.State, healing.About = views.Bad, "This server has not compared itself with the database for more than five seconds. Its pages wait until it can: look at the database."
	}
	return append(all, healing)
}

func outOf(most int) string {
	if most == 0 {
		return ""
	}
	return " of at most " + views.Number(int64(most))
}

func (a *app) addressChecks(context.Context) []views.Check {
	switch u := a.config.BaseURL; {
	case u == nil:
		return []views.Check{{State: views.Warn, Title: "PARLEY_BASE_URL is not set", About: "Only this machine may use the place. Set it to the address that people type, like https://chat.example.org."}}
	case u.Scheme != "https":
		return []views.Check{{State: views.Warn, Title: "The address is not encrypted", About: u.String() + ": passwords and sessions can be read on the way. Put a proxy with a certificate before Parley and set PARLEY_BASE_URL to its https address."}}
	default:
		return []views.Check{{Title: "Address", About: u.String()}}
	}
}

func (a *app) programChecks(context.Context) []views.Check {
	about := fmt.Sprintf("%s, started %s ago", runtime.Version(), views.Wait(time.Since(a.began)))
	return []views.Check{{Title: "Parley " + a.build, About: about}}
}

func short(d time.Duration) string {
	if d < time.Millisecond {
		return "less than a millisecond"
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}
