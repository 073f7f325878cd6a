package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

func (p *place) reactions(t *testing.T) {
	one, two := p.replicas[0].URL, p.replicas[1].URL
	onOne, onTwo := p.admin.at(one).live(t, "lounge"), p.person(t, "edda").at(two).live(t, "lounge")
	say(t, onTwo, "a cake")
	untilShown(t, "a cake", onOne, onTwo)
	cake := message("a cake")
	first := cake + `.querySelector('.reacts button[value="👍"]')`

	testenv.Eval[any](t, onOne, cake+`.querySelector('a[href$="#react"]').click()`)
	onOne.Until(t, "document.querySelector('#react')?.matches(':popover-open')")
	onOne.Do(t, chromedp.Click(`#react button[value="👍"]`))
	onOne.Until(t, first+"?.querySelector('.mine').checkVisibility() && !document.querySelector(':popover-open')")
	onTwo.Until(t, first+"?.checkVisibility() && !"+first+".querySelector('.mine').checkVisibility()")
	testenv.Eval[any](t, onTwo, first+".click()")
	onOne.Until(t, first+".dataset.by.split(' ').length === 2")
	testenv.Eval[any](t, onOne, first+".click()")
	onTwo.Until(t, first+".dataset.by === document.body.dataset.user")
	onOne.WantNoProblems(t)
	onTwo.WantNoProblems(t)
	p.wantSame(t, "lounge", onOne, onTwo)
}
