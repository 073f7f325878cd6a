package testenv

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Problems are the errors of the page so far: of its console, uncaught exceptions, requests that failed, and violations of its
// content security policy.
func (p *Page) Problems() []string {
	eval[int](p, "0") // what happened before this answer was heard before it
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

// WantNoProblems fails t when the page has problems, save those that hold one of the expected texts.
func (p *Page) WantNoProblems(t testing.TB, expected ...string) {
	t.Helper()
	for _, problem := range p.Problems() {
		if !containsAny(problem, expected) {
			t.Errorf("the page has a problem: %s", problem)
		}
	}
}

func containsAny(s string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// listen is called for each event of the tab, and must not wait.
func (p *Page) listen(event any) {
	problem := problemOf(event)
	if problem == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, problem)
}

// problemOf says what is wrong, or nothing.
func problemOf(event any) string {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		return "exception: " + (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error()
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			return "console: " + joinArgs(e.Args)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			return strings.TrimSpace(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
	return ""
}

func joinArgs(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		word := arg.Description
		if word == "" {
			word = strings.Trim(string(arg.Value), `"`)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}
