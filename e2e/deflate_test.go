package e2e

import (
	"strings"
	"testing"

	"parley/internal/testenv"
)

// deflated opens a socket as live.js does, and sees what was agreed on and how it begins.
func (p *place) deflated(t *testing.T) {
	p.admin.post(t, "lounge", "as small as it gets")
	page := p.admin.live(t, "lounge")
	got := testenv.Eval[string](t, page, `new Promise((done) => {
		const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws?room=lounge&since=-1");
		socket.onmessage = (e) => { socket.close(); done(socket.extensions + "|" + e.data) };
		socket.onclose = () => done("closed");
	})`)
	extensions, first, _ := strings.Cut(got, "|")
	if !strings.HasPrefix(extensions, "permessage-deflate") || !strings.Contains(extensions, "server_no_context_takeover") {
		t.Errorf("agreed on %q", extensions)
	}
	if !strings.HasPrefix(first, "<live-frame ") || !strings.Contains(first, "as small as it gets") {
		t.Errorf("it begins with %q", first)
	}
	page.WantNoProblems(t)
}
