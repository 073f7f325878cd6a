package handlers

import (
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

// people lists accounts, as they are searched for.
func (h *Handlers) people(w http.ResponseWriter, r *http.Request) error {
	p, err := h.adminFrame(r, "People", "admin/people")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	page, err := h.Chat.Accounts(r.Context(), p.Actor, chat.AccountFilter{
		Text: q.Get("q"), Role: chat.Role(q.Get("role")), State: q.Get("state"), Sort: q.Get("sort"), Page: int(number(q.Get("page"), 1)),
	})
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.PeoplePage(p, views.PeopleView{AccountPage: page, Filter: q, Now: h.Now()}))
}

// account is the page of one person, for administrators.
func (h *Handlers) account(w http.ResponseWriter, r *http.Request) error {
	return h.accountPage(w, r, "")
}

func (h *Handlers) accountPage(w http.ResponseWriter, r *http.Request, resetLink string) error {
	p, err := h.adminFrame(r, "Person", "admin/people")
	if err != nil {
		return err
	}
	file, err := h.Chat.AccountFile(r.Context(), p.Actor, chi.URLParam(r, "handle"))
	if err != nil {
		return notThere(err)
	}
	p.Title = file.User.Name
	return h.render(w, r, http.StatusOK, views.AccountPage(p, views.AccountView{AccountFile: file, ResetLink: resetLink, Now: h.Now()}))
}

// notThere makes of a handle that nobody has, in an address, a page that does not exist.
func notThere(err error) error {
	if chat.Field(err) == "handle" {
		return &chat.Error{Kind: chat.NotFound, Message: "There is nobody here by that name."}
	}
	return err
}

func (h *Handlers) approve(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.Approve(r.Context(), actorOf(r), chi.URLParam(r, "handle"), true); err != nil {
		return err
	}
	return h.done(w, r, "/admin/people", "The account can be used now.")
}

func (h *Handlers) turnAway(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.Approve(r.Context(), actorOf(r), chi.URLParam(r, "handle"), false); err != nil {
		return err
	}
	return h.done(w, r, "/admin/people", "The account is turned away.")
}

func (h *Handlers) setPlaceRole(w http.ResponseWriter, r *http.Request) error {
	handle, role := chi.URLParam(r, "handle"), chat.Role(r.PostFormValue("role"))
	if err := h.Chat.SetPlaceRole(r.Context(), actorOf(r), handle, role); err != nil {
		return err
	}
	return h.done(w, r, views.AccountURL(handle), "The rank is changed.")
}

// makeResetLink shows the link in its answer, for the administrator to hand over.
func (h *Handlers) makeResetLink(w http.ResponseWriter, r *http.Request) error {
	secret, err := h.Chat.MakeResetLink(r.Context(), actorOf(r), chi.URLParam(r, "handle"))
	if err != nil {
		return err
	}
	return h.accountPage(w, r, h.base(r)+"/reset/"+secret)
}

// signOutPerson ends a session of somebody's, or without an id all of them.
func (h *Handlers) signOutPerson(w http.ResponseWriter, r *http.Request) error {
	handle := chi.URLParam(r, "handle")
	if err := h.Chat.SignOut(r.Context(), actorOf(r), handle, chi.URLParam(r, "id")); err != nil {
		return err
	}
	return h.done(w, r, views.AccountURL(handle), "Signed out there.")
}

// addNote writes down what moderators should know of a person.
func (h *Handlers) addNote(w http.ResponseWriter, r *http.Request) error {
	err := h.Chat.AddNote(r.Context(), actorOf(r), chi.URLParam(r, "handle"), r.PostFormValue("body"))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			return h.moderatePage(r, chi.URLParam(r, "handle"), "", 0, f)
		})
	}
	to := views.ModerateURL(chi.URLParam(r, "handle"), "", 0)
	if back := comeBack(r); back == views.AccountURL(chi.URLParam(r, "handle")) {
		to = back
	}
	return h.done(w, r, to, "The note is kept.")
}

// showBulk asks what exactly happens to the people who were chosen.
func (h *Handlers) showBulk(w http.ResponseWriter, r *http.Request) error {
	c, err := h.bulkPage(r, h.formAsked(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) bulkPage(r *http.Request, f views.Form) (templ.Component, error) {
	p, err := h.adminFrame(r, "Several people", "admin/people")
	if err != nil {
		return nil, err
	}
	people, err := h.Chat.PeopleNamed(r.Context(), p.Actor, f.Values["handle"])
	return views.BulkPage(p, views.BulkView{People: people, Act: f.Value("act"), Form: f}), err
}

// bulk does one thing to all who were chosen.
func (h *Handlers) bulk(w http.ResponseWriter, r *http.Request) error {
	f := chat.BulkForm{
		Handles: r.PostForm["handle"], Act: r.PostFormValue("act"), Role: chat.Role(r.PostFormValue("role")), Reason: r.PostFormValue("reason"),
	}
	var err error
	if term := r.PostFormValue("for"); term != "" && term != "0" {
		if f.For, err = time.ParseDuration(term); err != nil || f.For <= 0 {
			err = &chat.Error{Kind: chat.Invalid, Field: "for", Message: "Choose for how long."}
		}
	}
	n := 0
	if err == nil {
		n, err = h.Chat.ActOnPeople(r.Context(), actorOf(r), f)
	}
	if err != nil {
		return h.refuse(w, r, err, func(form views.Form) (templ.Component, error) { return h.bulkPage(r, form) })
	}
	return h.done(w, r, "/admin/people", views.Count(int64(n), "It is done to one person.", fmt.Sprintf("It is done to %d people.", n)))
}
