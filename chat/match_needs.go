package chat

import "regexp/syntax"

const (
	minNeed  = 3  // bytes of something whose search says enough
	maxNeeds = 16 // texts that are searched for in place of matching
)

// needed lists texts, as skeletons, of which any that an expression matches holds one;
// none when that is not known. Searching for them is much faster than matching.
func needed(tree *syntax.Regexp) []string {
	switch tree.Op {
	case syntax.OpLiteral:
		if text := skeletonOf(string(tree.Rune)); isASCII(string(tree.Rune)) && !spacedOut(text, len(tree.Rune)) && len(text) >= minNeed {
			return []string{text}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return needed(tree.Sub[0])
	case syntax.OpConcat:
		return neededOfAny(tree.Sub)
	case syntax.OpAlternate:
		return neededOfAll(tree.Sub)
	}
	return nil
}

// spacedOut says whether a skeleton has lost white space of a text.
func spacedOut(skeleton string, length int) bool { return len(skeleton) != length }

// neededOfAny is what the part of a sequence needs that says the most.
func neededOfAny(parts []*syntax.Regexp) (best []string) {
	for _, part := range parts {
		if all := needed(part); all != nil && (best == nil || shortest(all) > shortest(best)) {
			best = all
		}
	}
	return best
}

// neededOfAll is what all the choices of an expression need.
func neededOfAll(choices []*syntax.Regexp) (all []string) {
	for _, choice := range choices {
		some := needed(choice)
		if some == nil || len(all)+len(some) > maxNeeds {
			return nil
		}
		all = append(all, some...)
	}
	return all
}

func shortest(all []string) int {
	least := len(all[0])
	for _, text := range all {
		least = min(least, len(text))
	}
	return least
}
