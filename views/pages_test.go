package views

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Every page holds what a strict policy, a screen reader and a browser without scripts need.
func TestPagesAreSound(t *testing.T) {
	for name, page := range samplePages() {
		t.Run(name, func(t *testing.T) {
			html := rendered(t, page)
			strict(t, html)
			d := parsed(t, html)
			has(t, d, "h1", 1)
			has(t, d, "main#main", 1)
			has(t, d, "title", 1)
			if n := d.Find("main .btn.primary").Length(); n > 1 {
				t.Errorf("%d primary buttons; one is the most", n)
			}
			idsAreUnique(t, d)
			fieldsAreLabelled(t, d)
			formsWorkAlone(t, d)
		})
	}
}

func idsAreUnique(t *testing.T, d *goquery.Document) {
	t.Helper()
	seen := map[string]bool{}
	d.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if seen[id] {
			t.Errorf("two elements have the id %q", id)
		}
		seen[id] = true
	})
	d.Find("[aria-describedby], [aria-labelledby]").Each(func(_ int, s *goquery.Selection) {
		for _, id := range strings.Fields(s.AttrOr("aria-describedby", "") + " " + s.AttrOr("aria-labelledby", "")) {
			if !seen[id] {
				t.Errorf("%q is described by %q, which is not there", s.AttrOr("name", goquery.NodeName(s)), id)
			}
		}
	})
}

func fieldsAreLabelled(t *testing.T, d *goquery.Document) {
	t.Helper()
	d.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("type", "") == "hidden" || s.AttrOr("aria-hidden", "") == "true" || s.AttrOr("aria-label", "") != "" {
			return
		}
		id := s.AttrOr("id", "")
		if s.Closest("label").Length() == 0 && (id == "" || d.Find(`label[for="`+id+`"]`).Length() != 1) {
			t.Errorf("the field %q has no label", s.AttrOr("name", id))
		}
	})
}

func formsWorkAlone(t *testing.T, d *goquery.Document) {
	t.Helper()
	d.Find("form").Each(func(_ int, s *goquery.Selection) {
		if m := s.AttrOr("method", ""); m != "post" && m != "get" {
			t.Errorf("a form has the method %q", m)
		}
		if s.Find(`button:not([type="button"])`).Length() == 0 {
			t.Errorf("the form of %q has no button", s.AttrOr("action", ""))
		}
		if s.Find("form").Length() > 0 {
			t.Error("a form in a form")
		}
	})
}
