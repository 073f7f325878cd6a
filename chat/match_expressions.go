package chat

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// maxProgram is how many steps a compiled expression may have: matching takes as
// long as the text is long times that.
const maxProgram = 1_000

// expression is a compiled line. A text that holds none of needs (folded) is not
// matched by it; none: any text may be.
type expression struct {
	*regexp.Regexp
	steps int
	needs []string
}

// expressions find what any of several regular expressions describes.
type expressions []expression

func newExpressions(pattern string) (matcher, error) {
	if pattern == "" {
		return nil, invalid("pattern", "Type a regular expression, one a line.")
	}
	var all expressions
	var bad, good []string
	for i, line := range strings.Split(pattern, "\n") {
		x, wrong := newExpression(line)
		switch {
		case i == maxRules:
			return nil, invalid("pattern", fmt.Sprintf("%d expressions are the most of one filter. Make two filters of them.", maxRules))
		case wrong != "":
			bad = append(bad, fmt.Sprintf("Line %d: %s.", i+1, wrong))
		default:
			all, good = append(all, x), append(good, fmt.Sprint(i+1))
		}
	}
	if len(bad) == 0 {
		return all, nil
	}
	err := invalid("pattern", strings.Join(bad, " "))
	if len(good) == 0 {
		return nil, err
	}
	return all, err
}

// newExpression compiles a line, or says what is wrong with it.
func newExpression(line string) (x expression, wrong string) {
	if len(line) > maxExpression {
		return x, fmt.Sprintf("it has %d bytes, and %d are the most", len(line), maxExpression)
	}
	tree, err := syntax.Parse(line, syntax.Perl)
	if err != nil {
		return x, wrongWith(err)
	}
	tree = tree.Simplify()
	program, err := syntax.Compile(tree)
	if err != nil || len(program.Inst) > maxProgram {
		return x, "it repeats too much; ask for less of a kind"
	}
	if x.Regexp, err = regexp.Compile(line); err != nil {
		return x, wrongWith(err)
	}
	if x.MatchString("") {
		return x, "it catches the empty text, and so everything"
	}
	x.steps, x.needs = len(program.Inst), needed(tree)
	return x, ""
}

// expressionFaults are the errors of expressions in words.
var expressionFaults = map[syntax.ErrorCode]string{
	syntax.ErrMissingParen:          "a bracket is opened and never closed",
	syntax.ErrUnexpectedParen:       "a bracket is closed that was never opened",
	syntax.ErrMissingBracket:        "a [ is opened and never closed",
	syntax.ErrInvalidCharClass:      "what stands in [ ] is no set of characters",
	syntax.ErrInvalidCharRange:      "a range in [ ] ends before it begins, or is not known",
	syntax.ErrInvalidEscape:         "a \\ stands before a character that it means nothing with",
	syntax.ErrTrailingBackslash:     "a \\ stands at the end, before nothing",
	syntax.ErrMissingRepeatArgument: "a *, + or ? repeats nothing",
	syntax.ErrInvalidRepeatOp:       "two repetitions stand in a row",
	syntax.ErrInvalidRepeatSize:     "a number in { } is too large, or the first is above the second",
	syntax.ErrInvalidPerlOp:         "(? begins something that is not known here, such as looking ahead",
	syntax.ErrInvalidNamedCapture:   "the name of a group is none",
	syntax.ErrInvalidUTF8:           "it holds characters that cannot be read",
	syntax.ErrNestingDepth:          "too many brackets stand in one another",
	syntax.ErrLarge:                 "it repeats too much; ask for less of a kind",
}

func wrongWith(err error) string {
	if e, ok := errors.AsType[*syntax.Error](err); ok && expressionFaults[e.Code] != "" {
		return expressionFaults[e.Code]
	}
	return "it is no regular expression"
}

func (all expressions) match(w *words) (textSpan, bool) {
	for i, text := range w.texts {
		for _, x := range all {
			if !x.mayMatch(text.skeleton.text) {
				continue
			}
			for _, shape := range text.shapes {
				if !w.spend(x.steps * len(shape.text)) {
					return textSpan{}, false
				}
				if at := x.FindStringIndex(shape.text); at != nil {
					return textSpan{i, shape.from(at[0]), shape.from(at[1])}, true
				}
			}
		}
	}
	return textSpan{}, false
}

// steps are those of all the expressions of a filter; 0 when it has none.
func steps(m matcher) (n int) {
	all, _ := m.(expressions)
	for _, x := range all {
		n += x.steps
	}
	return n
}

// mayMatch says whether a text, as a skeleton, holds what the expression needs.
func (x expression) mayMatch(skeleton string) bool {
	for _, part := range x.needs {
		if strings.Contains(skeleton, part) {
			return true
		}
	}
	return len(x.needs) == 0
}
