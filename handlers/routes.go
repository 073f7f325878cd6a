package handlers

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"parley/static"
)

// Routes is the map of the product: every door there is.
func (h *Handlers) Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(h.note, h.bound, headAsGet)
	r.Get("/livez", h.livez)
	r.Get("/readyz", h.readyz)
	r.Get("/metrics", h.metrics)
	outer := chi.Middlewares{h.checkHost, h.guard, h.crossOrigin()}
	inner := chi.Middlewares{h.readForm, oneAnswer, recent, h.sessions.LoadAndSave, h.identify, h.keepOut}
	r.Group(func(r chi.Router) {
		r.Use(outer...)
		r.Method(http.MethodGet, "/static/*", static.Handler())
		r.Get("/avatars/{user}", h.page(h.avatar))
		r.Get("/logo", h.page(h.logo))
		r.Get("/ws/echo", h.page(h.echo))
		r.Post("/api/ws-tickets", h.page(h.createTicket))
		r.Group(func(r chi.Router) {
			r.Use(inner...)
			h.doors(r)
			h.rooms(r)
			h.settings(r)
			h.moderation(r)
			h.admin(r)
		})
	})
	nothing := append(outer, inner...).HandlerFunc(h.page(h.nothingHere)).ServeHTTP
	r.NotFound(nothing)
	r.MethodNotAllowed(nothing)
	return r
}

func (h *Handlers) doors(r chi.Router) {
	r.Get("/", h.page(h.root))
	r.Get("/home", h.signedIn(h.home))
	r.Get("/sidebar", h.signedIn(h.sidebar))
	r.Get("/setup", h.page(h.showSetUp))
	r.Post("/setup", h.page(h.setUp))
	r.Get("/sign-in", h.page(h.showSignIn))
	r.Post("/sign-in", h.page(h.signIn))
	r.Post("/sign-out", h.page(h.signOut))
	r.Get("/sign-up", h.page(h.showSignUp))
	r.Post("/sign-up", h.page(h.signUp))
	r.Get("/join/{code}", h.page(h.join))
	r.Get("/forgot", h.page(h.forgot))
	r.Get("/reset/{secret}", h.page(h.showReset))
	r.Post("/reset/{secret}", h.page(h.reset))
	r.Get("/status/live", h.page(h.statusLive))
	r.Get("/people/{handle}", h.signedIn(h.person))
	r.Get("/mentions", h.signedIn(h.mentions))
	r.Get("/ws", h.page(h.socket))
}

func (h *Handlers) rooms(r chi.Router) {
	r.Get("/rooms", h.page(h.directory))
	r.Post("/rooms", h.written("../new-room", h.createRoom))
	r.Get("/new-room", h.signedIn(h.newRoom))
	r.Get("/direct/new", h.signedIn(h.newDirect))
	r.Post("/direct", h.written("new", h.openDirect))
	r.Route("/rooms/{room}", func(r chi.Router) {
		r.NotFound(h.page(h.nothingHere))
		r.MethodNotAllowed(h.page(h.nothingHere))
		r.Get("/", h.page(h.room))
		r.Get("/{seq:[0-9]+}", h.page(h.permalink))
		r.Get("/threads/{seq:[0-9]+}", h.page(h.thread))
		r.Get("/messages", h.page(h.messages))
		r.Post("/messages", h.page(h.createMessage))
		r.Get("/messages/{seq:[0-9]+}", h.page(h.message))
		r.Post("/messages/{seq:[0-9]+}/edit", h.written("..", h.editMessage))
		r.Post("/messages/{seq:[0-9]+}/remove", h.written("..", h.removeMessage))
		r.Post("/messages/{seq:[0-9]+}/reactions", h.signedIn(h.react))
		r.Post("/messages/{seq:[0-9]+}/reports", h.written("..", h.reportMessage))
		r.Get("/stream", h.page(h.stream))
		r.Get("/wait", h.page(h.wait))
		r.Get("/composer", h.page(h.composer))
		r.Post("/read", h.signedIn(h.markRead))
		r.Post("/join", h.signedIn(h.joinRoom))
		r.Post("/leave", h.signedIn(h.leaveRoom))
		r.Get("/members", h.signedIn(h.members))
		r.Post("/members", h.written(".", h.addMember))
		r.Post("/members/{handle}/remove", h.signedIn(h.removeMember))
		r.Post("/members/{handle}/role", h.signedIn(h.setRole))
		r.Get("/settings", h.signedIn(h.showRoomSettings))
		r.Post("/settings", h.written(".", h.saveRoomSettings))
		r.Post("/retention", h.signedIn(h.saveRoomKeeping))
		r.Get("/controls", h.signedIn(h.showControls))
		r.Post("/controls", h.written(".", h.saveControls))
		r.Post("/raid", h.signedIn(h.startRaid))
		r.Post("/raid/end", h.signedIn(h.endRaid))
		r.Route("/filters", h.filters)
		r.Post("/archive", h.signedIn(h.archiveRoom))
		r.Post("/unarchive", h.signedIn(h.unarchiveRoom))
	})
}

// filters are the doors of the filters of a room, or of the place.
func (h *Handlers) filters(r chi.Router) {
	r.Get("/", h.signedIn(h.listFilters))
	r.Post("/", h.written("new", h.saveFilter))
	r.Get("/new", h.signedIn(h.showFilter))
	r.Get("/{id}", h.signedIn(h.showFilter))
	r.Post("/{id}", h.written(".", h.saveFilter))
}

func (h *Handlers) settings(r chi.Router) {
	r.Get("/settings", h.signedIn(h.showProfile))
	r.Post("/settings", h.written(".", h.saveProfile))
	r.Post("/settings/avatar", h.signedIn(h.setAvatar))
	r.Get("/settings/password", h.signedIn(h.showPassword))
	r.Post("/settings/password", h.signedIn(h.changePassword))
	r.Get("/settings/sessions", h.signedIn(h.showSessions))
	r.Post("/settings/sessions/revoke", h.signedIn(h.revokeOthers))
	r.Post("/settings/sessions/{id}/revoke", h.signedIn(h.revokeSession))
	r.Get("/settings/tokens", h.signedIn(h.showTokens))
	r.Post("/settings/tokens", h.written(".", h.createToken))
	r.Post("/settings/tokens/{id}/revoke", h.signedIn(h.revokeToken))
}

func (h *Handlers) moderation(r chi.Router) {
	r.Get("/people/{handle}/moderate", h.signedIn(h.moderate))
	r.Post("/people/{handle}/notes", h.written("../moderate", h.addNote))
	r.Post("/people/{handle}/sanctions", h.written("../moderate", h.sanction))
	r.Get("/sanctions/{id}", h.signedIn(h.showSanction))
	r.Post("/sanctions/{id}/lift", h.signedIn(h.lift))
	r.Post("/sanctions/{id}/appeal", h.written("..", h.appeal))
	r.Post("/sanctions/{id}/read", h.signedIn(h.readWarning))
	r.Post("/people/{handle}/reports", h.written("..", h.reportPerson))
	r.Get("/raid", h.signedIn(h.showRaid))
	r.Post("/raid", h.signedIn(h.startRaid))
	r.Post("/raid/end", h.signedIn(h.endRaid))
	r.Get("/desk", h.signedIn(h.desk))
	r.Get("/desk/ranges", h.signedIn(h.ranges))
	r.Post("/desk/ranges", h.written(".", h.banRange))
	r.Get("/desk/invites/{id}", h.signedIn(h.showInviteBan))
	r.Post("/desk/invites/{id}/ban", h.written("..", h.banInvite))
	r.Post("/desk/ranges/{id}/lift", h.signedIn(h.liftRange))
	r.Get("/ranges/{id}", h.signedIn(h.showRange))
	r.Post("/ranges/{id}/appeal", h.written("..", h.plead))
	r.Get("/desk/wait", h.signedIn(h.waitDesk))
	r.Get("/desk/{subject}", h.signedIn(h.showCase))
	r.Post("/desk/{subject}", h.written(".", h.decideCase))
	r.Post("/removals", h.writtenOn(removalForm, h.remove))
	r.Post("/removals/{id}/undo", h.signedIn(h.undoRemoval))
}

func (h *Handlers) admin(r chi.Router) {
	r.Get("/admin", h.signedIn(h.overview))
	r.Get("/admin/audit", h.signedIn(h.audit))
	r.Get("/admin/audit.csv", h.signedIn(h.auditFile))
	r.Route("/admin/filters", h.filters)
	r.Get("/admin/statistics", h.signedIn(h.statistics))
	r.Get("/admin/settings", h.signedIn(h.showPlace))
	r.Post("/admin/settings", h.written(".", h.savePlace))
	r.Get("/admin/health", h.signedIn(h.placeHealth))
	r.Get("/admin/backup", h.signedIn(h.showBackup))
	r.Post("/admin/backup", h.signedIn(h.takeBackup))
	r.Post("/admin/logo", h.signedIn(h.setLogo))
	r.Get("/admin/retention", h.signedIn(h.showKeeping))
	r.Post("/admin/retention", h.signedIn(h.saveKeeping))
	r.Get("/admin/rooms", h.signedIn(h.allRooms))
	r.Get("/admin/invites", h.signedIn(h.invites))
	r.Post("/admin/invites", h.signedIn(h.createInvite))
	r.Post("/admin/invites/{id}/end", h.signedIn(h.endInvite))
	r.Get("/admin/people", h.signedIn(h.people))
	r.Get("/admin/people/{handle}", h.signedIn(h.account))
	r.Post("/admin/people/{handle}/sessions/end", h.signedIn(h.signOutPerson))
	r.Post("/admin/people/{handle}/sessions/{id}/end", h.signedIn(h.signOutPerson))
	r.Get("/admin/bulk", h.signedIn(h.showBulk))
	r.Post("/admin/bulk", h.written(".", h.bulk))
	r.Post("/admin/people/{handle}/approve", h.signedIn(h.approve))
	r.Post("/admin/people/{handle}/refuse", h.signedIn(h.turnAway))
	r.Post("/admin/people/{handle}/role", h.signedIn(h.setPlaceRole))
	r.Post("/admin/people/{handle}/reset-link", h.signedIn(h.makeResetLink))
}
