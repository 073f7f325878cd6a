package views

import "parley/chat"

// decisionWords are what was done with a case, after "Bex": when it was found right, and when not.
var decisionWords = map[chat.CaseKind][2]string{
	chat.CaseReport: {"upheld this", "dismissed this"},
	chat.CaseHold:   {"published this", "turned this away"},
	chat.CaseAppeal: {"granted this", "refused this"},
	chat.CasePlea:   {"granted this", "refused this"},
	chat.CaseJoin:   {"approved this", "refused this"},
	chat.CaseWave:   {"closed this", "closed this"},
}

// decidedBy is who decided the case: "Bex", or "You".
func (v DeskView) decidedBy(p Page) string {
	if v.Decided.By.ID == p.Actor.User.ID {
		return "You"
	}
	return v.Decided.By.Name
}

// decision is what was done with it, and when: "published this 2 minutes ago." What nobody
// decided was held, and either shown when its time had come or dropped with what it belonged to.
func (v DeskView) decision() string {
	words, ago := decisionWords[v.Decided.Kind], Wait(v.Now.Sub(v.Decided.At))+" ago."
	switch {
	case v.Decided.By.ID == 0 && v.Decided.Yes:
		return "This was published when its time had come, " + ago
	case v.Decided.By.ID == 0:
		return "This was dropped without a decision " + ago
	case v.Decided.Yes:
		return words[0] + " " + ago
	}
	return words[1] + " " + ago
}
