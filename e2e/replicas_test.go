package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

func TestPeopleMeetOverTwoReplicasBehindNginx(t *testing.T) {
	t.Parallel()
	p := newCluster(t)
	t.Run("somebody signs up and talks, and everybody sees what is said, edited and removed", p.signUpAndTalk)
	t.Run("what is said on one replica is on the page of the other", p.crossReplicas)
	t.Run("what is said comes compressed to a browser", p.deflated)
	t.Run("a reaction on one replica is on the page of the other", p.reactions)
	t.Run("who writes and who is here is seen on the other replica", p.typingAndHere)
	t.Run("what is unread is counted in the sidebar and the title", p.unread)
	t.Run("a message is on the screen at once", p.latency)
	t.Run("a person removed from a private room stops reading", p.removedMember)
	t.Run("a session that is signed out elsewhere stops", p.revokedSession)
	t.Run("Redis may stop while people talk", p.redisStops)
}

func (p *place) signUpAndTalk(t *testing.T) {
	ana := p.admin.live(t, "lounge")
	ben := testenv.Chromium(t, testenv.Viewport(1280, 800))
	ben.Do(t, chromedp.Navigate(p.url+"/sign-up"),
		chromedp.SendKeys("[name=handle]", "ben"), chromedp.SendKeys("[name=name]", "Ben"),
		chromedp.SendKeys("[name=password]", password), chromedp.Click("form .primary"))
	ben.Until(t, "location.pathname === '/rooms/lounge' || location.pathname === '/rooms'")
	ben.Do(t, chromedp.Navigate(p.url+"/rooms/lounge"))
	untilLive(t, ben)

	say(t, ben, "good morning")
	untilShown(t, "good morning", ana, ben)
	actions := testenv.Eval[string](t, ben, message("good morning")+".querySelector('.acts a:last-child').href")
	tab := ben.Tab(t)
	tab.Do(t, chromedp.Navigate(actions), chromedp.SetValue("#edit textarea", "good morning, all"), chromedp.Click("#edit button"))
	untilShown(t, "good morning, all", ana, ben)
	tab.Do(t, chromedp.Navigate(actions), chromedp.Click("#remove button"))
	for _, page := range []*testenv.Page{ana, ben} {
		page.Until(t, "document.querySelector('#log > article:last-of-type').matches('[data-removed]')")
		page.Until(t, "!document.querySelector('#log').innerText.includes('good morning')")
		page.WantNoProblems(t)
	}
	p.wantSame(t, "lounge", ana, ben)
}

func (p *place) crossReplicas(t *testing.T) {
	one, two := p.replicas[0].URL, p.replicas[1].URL
	carl := p.person(t, "carl")
	onOne, onTwo := p.admin.at(one).live(t, "lounge"), carl.at(two).live(t, "lounge")
	say(t, onOne, "from the first")
	untilShown(t, "from the first", onTwo, onOne)
	say(t, onTwo, "from the second")
	untilShown(t, "from the second", onOne, onTwo)
	p.wantSame(t, "lounge", onOne, onTwo)
	onOne.WantNoProblems(t)
	onTwo.WantNoProblems(t)
}

func (p *place) typingAndHere(t *testing.T) {
	one, two := p.replicas[0].URL, p.replicas[1].URL
	dora := p.person(t, "dora")
	ana := p.admin.at(one).live(t, "lounge")
	page := dora.at(two).live(t, "lounge")
	ana.Until(t, "document.querySelector('#here').innerText.includes('Dora')")
	page.Until(t, "document.querySelector('#here').innerText.includes('ana')")
	page.Do(t, chromedp.SendKeys("#composer textarea", "well"))
	ana.Until(t, "document.querySelector('#typing').innerText.includes('Dora')")
	if got := testenv.Eval[string](t, page, "document.querySelector('#typing').innerText"); strings.Contains(got, "Dora") {
		t.Errorf("Dora is told that she writes: %q", got)
	}
	page.Do(t, chromedp.Navigate(two+"/settings"))
	ana.Until(t, "!document.querySelector('#here').innerText.includes('Dora')")
}

func (p *place) unread(t *testing.T) {
	eva := p.person(t, "eva")
	den := p.room(t, "Den", "open", eva)
	page := eva.at(p.replicas[1].URL).live(t, "lounge")
	ana := p.admin.at(p.replicas[0].URL)
	for i := range 3 {
		ana.post(t, den, fmt.Sprint("news ", i))
	}
	row := fmt.Sprintf("document.querySelector('.side a[href=\"/rooms/%s\"]')", den)
	page.Until(t, row+"?.dataset.unread === '3' && document.title.startsWith('(3) ')")
	page.Until(t, row+".querySelector('.count').innerText.startsWith('3')")
	page.Do(t, chromedp.Click(fmt.Sprintf(".side a[href=\"/rooms/%s\"]", den)))
	page.Until(t, "location.pathname === '/rooms/"+den+"' && "+row+" && !"+row+".dataset.unread && !document.title.startsWith('(')")
	page.Until(t, "document.querySelector('[data-new-since]')")
	page.WantNoProblems(t)
}

// latency measures from the beginning of a post at one replica to the message in the page of another.
func (p *place) latency(t *testing.T) {
	page := p.admin.at(p.replicas[1].URL).live(t, "lounge")
	testenv.Eval[bool](t, page, `globalThis.seen = {}, new MutationObserver((list) => list.forEach((m) => m.addedNodes.forEach((el) => {
		const text = el.querySelector?.('.text > p')?.textContent;
		if (text) globalThis.seen[text] ??= performance.timeOrigin + performance.now();
	}))).observe(document.querySelector('#log'), { childList: true }), true`)
	from := p.admin.at(p.replicas[0].URL)
	var posted, answered []time.Duration
	for i := range 20 {
		text := fmt.Sprint("tick ", i)
		began := time.Now()
		from.post(t, "lounge", text)
		ended := time.Now()
		page.Until(t, fmt.Sprintf("globalThis.seen[%q]", text))
		at := time.UnixMicro(int64(1000 * testenv.Eval[float64](t, page, fmt.Sprintf("globalThis.seen[%q]", text))))
		posted, answered = append(posted, at.Sub(began)), append(answered, at.Sub(ended))
	}
	slices.Sort(posted)
	slices.Sort(answered)
	t.Logf("on the screen of another replica: median %v after the post was sent, %v after it was answered; slowest %v",
		posted[10], answered[10], posted[19])
	if posted[10] > 500*time.Millisecond {
		t.Errorf("a message takes %v", posted[10])
	}
}
