package static

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/coder/websocket"

	"parley/internal/testenv"
)

func TestStatusTellsWhetherLiveUpdatesReachTheBrowser(t *testing.T) {
	t.Parallel()
	const shown = "[...document.querySelectorAll('main > :not([hidden])')].map((e) => e.id).join()"
	for name, ok := range map[string]bool{"they do": true, "they do not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.mux.HandleFunc("GET /status/live", func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Security-Policy", policy)
				fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Status</title><script type="module" src="%s"></script><main><p id="wait" data-live-wait>…</p><p id="ok" data-live-ok hidden><b data-rtt></b><q data-echo></q></p><p id="fail" data-live-fail hidden><b data-close-code></b></p></main></html>`, URL("status.js"))
			})
			s.mux.HandleFunc("GET /ws/echo", func(w http.ResponseWriter, r *http.Request) {
				if !ok {
					http.Error(w, "no sockets here", http.StatusBadRequest)
					return
				}
				echo(w, r)
			})
			page := testenv.Chromium(t)
			page.Do(t, chromedp.Navigate(s.URL+"/status/live"))
			if !ok {
				page.Until(t, shown+" === 'fail' && document.querySelector('[data-close-code]').textContent === '1006'")
				page.WantNoProblems(t, "WebSocket")
				return
			}
			page.Until(t, shown+" === 'ok' && document.querySelector('[data-rtt]').textContent > 0 && document.querySelector('[data-echo]').textContent.startsWith('Echo: ')")
			page.WantNoProblems(t)
		})
	}
}

func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	for {
		_, text, err := conn.Read(context.Background())
		if err != nil {
			return
		}
		if conn.Write(context.Background(), websocket.MessageText, append([]byte("Echo: "), text...)) != nil {
			return
		}
	}
}
