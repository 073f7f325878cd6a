//go:build ignore

// This program makes confusables.txt of Unicode's file of the same name (UTS #39), which
// it reads from its standard input: go run confusables_make.go < Unicode's confusables.txt
package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const header = `# What looks like Latin letters and digits: these, a tab, and the characters that are taken for them.
# Made by confusables_make.go of Unicode's confusables.txt, version 13.0.0 (UTS #39), as the Go module
# github.com/mtibben/confusables v0.0.0-20210201002637-9d1b0723b659 has it.
# Copyright 2020 Unicode, Inc.; terms of use: http://www.unicode.org/terms_of_use.html
`

func main() {
	like, exact := map[rune]string{}, map[rune]bool{}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		from, to, ok := entry(lines.Text())
		f := fold(from)
		if !ok || f < 0x80 || exact[f] || !latin(to) || norm.NFKC.String(string(from)) != string(from) {
			continue
		}
		if _, known := like[f]; !known || f == from {
			like[f], exact[f] = to, f == from // what the small letter looks like counts more
		}
	}
	by := map[string][]rune{}
	for r, to := range like {
		by[to] = append(by[to], r)
	}
	fmt.Print(header)
	var all []string
	for to, from := range by {
		slices.Sort(from)
		all = append(all, to+"\t"+string(from))
	}
	slices.Sort(all)
	fmt.Println(strings.Join(all, "\n"))
}

// entry reads a line: 0430 ;	0061 ;	MA # …
func entry(line string) (from rune, to string, ok bool) {
	line = strings.TrimPrefix(line, "\ufeff")
	fields := strings.Split(line, ";")
	if len(fields) < 3 || strings.HasPrefix(line, "#") {
		return 0, "", false
	}
	for _, hex := range strings.Fields(fields[1]) {
		to += string(char(hex))
	}
	var b strings.Builder
	for _, r := range norm.NFKC.String(to) {
		b.WriteRune(fold(r))
	}
	return char(strings.TrimSpace(fields[0])), b.String(), true
}

func char(hex string) rune {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		panic(err)
	}
	return rune(n)
}

func fold(r rune) rune {
	least := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least = min(least, o)
	}
	return unicode.ToLower(least)
}

func latin(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
