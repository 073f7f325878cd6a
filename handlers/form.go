package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"parley/chat"
)

// readForm reads a request's form, and refuses text that no database keeps: NUL
// and invalid UTF-8. Only the words of a message go on, to be shown again.
func (h *Handlers) readForm(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := plainAddress(r)
		if err == nil && r.Method == http.MethodPost && !uploads(r.URL.Path) { // that one reads its picture itself
			err = parse(r)
		}
		if err != nil {
			h.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func plainAddress(r *http.Request) error {
	if !plain(r.URL.Path) {
		return noSuchPage()
	}
	return plainValues(r.URL.Query(), "This address holds characters that mean nothing here.")
}

func parse(r *http.Request) error {
	read := r.ParseForm
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		read = func() error { return r.ParseMultipartForm(maxForm) }
	}
	if read() != nil {
		return &chat.Error{Kind: chat.Invalid, Message: "This form could not be read. Reload the page and try again."}
	}
	return plainValues(r.PostForm, "This form holds characters that cannot be shown. Type it anew, or paste it as plain text.")
}

func plainValues(values url.Values, otherwise string) error {
	for field, all := range values {
		for _, v := range all {
			if field != "body" && !plain(v) {
				return &chat.Error{Kind: chat.Invalid, Field: field, Message: otherwise}
			}
		}
	}
	return nil
}

func plain(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }
