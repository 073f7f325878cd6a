package views

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"parley/chat"
)

func TestTheStreamIsOneDocumentInPieces(t *testing.T) {
	ctx := templ.WithNonce(context.Background(), "n0nce")
	room := lounge(mara).Standing.Room
	m := said(42, ana, "<p>Hello</p>")
	html := StreamHead(ctx, pageOf(mara), room, true) +
		StreamDay(ctx, m, berlin) +
		StreamArticle(ctx, Fragment(m, berlin), m.ID, m.Seq, m.Rev) +
		StreamBeat(ctx, 0) + StreamHide(ctx, m.ID, m.Rev) +
		StreamArticle(ctx, Fragment(m, berlin), m.ID, m.Seq, m.Rev+1) +
		StreamBeat(ctx, 1) + StreamTail()
	strict(t, html)
	d := parsed(t, html)
	want(t, d, "meta[http-equiv=refresh]", "content", "3")
	want(t, d, "base", "target", "_top")
	has(t, d, "[role=log] > #v-9042-1042 > article, [role=log] > #v-9042-1043 > article", 2)
	has(t, d, "style:not([nonce=n0nce]), script", 0)
	has(t, d, ".beat", 2)
	for _, rule := range []string{"#v-9042-1042{order:42}", "#v-9042-1042{display:none}", "#b-0{display:none}"} {
		if !strings.Contains(html, rule) {
			t.Errorf("there is no %s", rule)
		}
	}
	if !strings.HasSuffix(html, "</html>") || strings.Contains(html, streamMark) {
		t.Error("the document does not end well")
	}
}

func TestTheStreamByItselfLeadsToTheComposer(t *testing.T) {
	room := lounge(mara).Standing.Room
	d := parsed(t, StreamHead(context.Background(), pageOf(mara), room, false))
	has(t, d, `a[href="/rooms/lounge/composer"]`, 1)
	page := rendered(t, StreamPage(pageOf(mara), room))
	strict(t, page)
	d = parsed(t, page)
	has(t, d, `iframe[title][src="/rooms/lounge/stream?frame=log"], iframe[title][src="/rooms/lounge/composer"]`, 2)
}

func TestTheWaitPageIsFiniteAndLeadsOn(t *testing.T) {
	html := rendered(t, WaitPage(pageOf(mara), lounge(mara), 1103))
	strict(t, html)
	d := parsed(t, html)
	has(t, d, `a[href="/rooms/lounge/wait?epoch=e1&since=1104#newest"]`, 1)
	has(t, d, "#newest + #m-9104", 1)
	has(t, d, "form#composer textarea, article", 4)
	has(t, parsed(t, rendered(t, WaitPage(pageOf(mara), lounge(mara), 1104))), "#newest", 1)
}

func TestAThreadHoldsOnlyItself(t *testing.T) {
	v := lounge(mara)
	root := v.Window.Messages[0]
	tv := ThreadView{Standing: v.Standing, Window: v.Window, Root: root.Seq, Composer: ComposerView{Nonce: "0123456789abcdef", ReplyTo: &root}}
	html := rendered(t, ThreadPage(pageOf(mara), tv))
	strict(t, html)
	d := parsed(t, html)
	want(t, d, "#log", "data-thread", "102")
	want(t, d, "input[name=reply_to]", "value", "102")
}

func TestTheActionsPageShowsWhatOneMayDo(t *testing.T) {
	v := MessageView{Standing: lounge(mara).Standing, Message: said(42, mara, "<p>Hello</p>")}
	v.Message.Body = "Hello **you**"
	d := parsed(t, rendered(t, MessagePage(pageOf(mara), v)))
	has(t, d, "form", 0)
	v.MayEdit, v.MayRemove = true, true
	html := rendered(t, MessagePage(pageOf(mara), v))
	strict(t, html)
	d = parsed(t, html)
	want(t, d, "form#edit", "action", "/rooms/lounge/messages/42/edit")
	want(t, d, "form#remove", "action", "/rooms/lounge/messages/42/remove")
	if got := d.Find("textarea[name=body]").Text(); got != "Hello **you**" {
		t.Errorf("the source is %q", got)
	}
}

func TestWhatIsNotNumberedIsTheSameForAll(t *testing.T) {
	people := []chat.Person{author(mara), {ID: 9, Name: "<script>", Handle: "x"}}
	d := parsed(t, LiveTyping("lounge", people, 3))
	want(t, d, "live-typing", "users", "7 9")
	has(t, d, "script", 0)
	has(t, d, "[data-author]", 2)
	d = parsed(t, LiveHere("lounge", nil, 1284))
	want(t, d, "live-here", "count", "1284")
	if got := d.Find("li").Text(); got != "1,284 people are reading" {
		t.Errorf("it says %q", got)
	}
	d = parsed(t, LiveRoom(lounge(mara).Standing.Room, Clock{}, at20(9, 52)))
	want(t, d, "live-room", "meta", "3")
	has(t, d, "live-room > #room-title, live-room > #room-topic, live-room > #room-state", 3)
}
