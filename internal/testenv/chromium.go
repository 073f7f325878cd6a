package testenv

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pageLimit is how long one step on a page may take.
const pageLimit = time.Minute

// Page is a tab of Chromium, in a browser window with cookies of its own.
type Page struct {
	tab context.Context

	mu       sync.Mutex // guards problems
	problems []string
}

// PageOption changes a [Page] before anything is loaded in it.
type PageOption func(context.Context) error

// ScriptsOff is a page whose person has switched JavaScript off.
func ScriptsOff(tab context.Context) error {
	_, err := chromedp.Call(tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return err
}

// Viewport is a page of that size in CSS pixels; 360 × 800 is a phone.
func Viewport(width, height int64) PageOption {
	return func(tab context.Context) error { return chromedp.Do(tab, chromedp.EmulateViewport(width, height)) }
}

// sharedChromium is the context of the one browser of this test process.
var sharedChromium struct {
	sync.Mutex
	browser context.Context
}

// Chromium opens an empty page, signed in nowhere, that is closed at the end of the test.
func Chromium(t testing.TB, options ...PageOption) *Page {
	t.Helper()
	return openPage(t, chromium(t), options, chromedp.WithNewBrowserContext())
}

// Tab opens a second page with the cookies of the first.
func (p *Page) Tab(t testing.TB, options ...PageOption) *Page {
	t.Helper()
	return openPage(t, p.tab, options)
}

// chromium is the browser of this test process, started at the first call.
func chromium(t testing.TB) context.Context {
	t.Helper()
	sharedChromium.Lock()
	defer sharedChromium.Unlock()
	if sharedChromium.browser != nil {
		return sharedChromium.browser
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program(t, "chromium", "chromium-browser", "google-chrome")),
		chromedp.Env("TMPDIR="+tempDir(t, "chromium")), // where it leaves folders when it is killed
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	browser, _ := chromedp.NewContext(allocator)
	atEnd(t, stop)
	if err := chromedp.Do(browser); err != nil {
		t.Fatalf("testenv: start Chromium: %v", err)
	}
	sharedChromium.browser = browser
	return browser
}

func openPage(t testing.TB, parent context.Context, options []PageOption, how ...chromedp.ContextOption) *Page {
	t.Helper()
	p := &Page{}
	tab, _ := chromedp.NewContext(parent, append(how, chromedp.WithListener(p.listen))...)
	p.tab = tab
	t.Cleanup(func() { chromedp.Cancel(tab) })
	if err := chromedp.Do(tab); err != nil { // opens the tab, which lives as long as this very context
		t.Fatalf("testenv: open a page: %v", err)
	}
	for _, option := range options {
		if err := option(tab); err != nil {
			t.Fatalf("testenv: prepare a page: %v", err)
		}
	}
	return p
}

// Context is the chromedp context of the tab, for what has no method here.
func (p *Page) Context() context.Context {
	return p.tab
}

// Do takes steps on the page, such as chromedp.Navigate and chromedp.Click. One that fails, or that takes longer than a
// minute, fails t.
func (p *Page) Do(t testing.TB, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for i, step := range steps {
		limited, cancel := context.WithTimeout(p.tab, pageLimit)
		err := chromedp.Do(limited, step)
		cancel()
		if err != nil {
			t.Fatalf("step %d: %v\n%s", i+1, err, p.state())
		}
	}
}

// Eval is the value of a JavaScript expression on the page, also where scripts are off.
func Eval[T any](t testing.TB, p *Page, expression string) T {
	t.Helper()
	value, err := eval[T](p, expression)
	if err != nil {
		t.Fatalf("%s: %v\n%s", expression, err, p.state())
	}
	return value
}

// Until waits until a JavaScript expression is true, also over loads of other pages; a minute at most.
func (p *Page) Until(t testing.TB, expression string) {
	t.Helper()
	err := until(pageLimit, func() error {
		yes, err := eval[bool](p, "Boolean("+expression+")")
		if err == nil && !yes {
			err = fmt.Errorf("it is not so")
		}
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v\n%s", expression, err, p.state())
	}
}

func eval[T any](p *Page, expression string) (T, error) {
	limited, cancel := context.WithTimeout(p.tab, pageLimit)
	defer cancel()
	return chromedp.Run(limited, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// state is what a failed test shows of the page.
func (p *Page) state() string {
	text, err := eval[string](p, "document.URL + '\\n' + (document.body ? document.body.innerText : '').slice(0, 2000)")
	if err != nil {
		text = err.Error()
	}
	return text + "\n" + strings.Join(p.Problems(), "\n")
}
