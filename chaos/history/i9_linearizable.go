package history

import (
	"fmt"
	"math"
	"time"

	"github.com/anishathalye/porcupine"
)

// linearizeLimit is how long the search for an order may take.
const linearizeLimit = 2 * time.Minute

// linearizable is I9: what people did to each message, and found of it, can be put into one order in which every act took
// effect at once, between its call and its answer.
func linearizable(h *History, rooms []Room) (wrong []string) {
	byMessage := moderated(rooms)
	held := heldBySecret(rooms)
	for _, a := range h.acts {
		if op, ok := operationOf(a, held); ok {
			byMessage[a.Nonce] = append(byMessage[a.Nonce], op)
		}
	}
	for _, r := range h.reads {
		byMessage[r.Nonce] = append(byMessage[r.Nonce], porcupine.Operation{Input: r, Call: int64(r.Called), Return: int64(r.Answered)})
	}
	deadline := time.Now().Add(linearizeLimit)
	for nonce, ops := range byMessage {
		if len(ops) == 1 {
			continue // alone, an act is in order
		}
		switch porcupine.CheckOperationsTimeout(register, ops, max(time.Millisecond, time.Until(deadline))) {
		case porcupine.Illegal:
			wrong = append(wrong, fmt.Sprintf("no order explains what was done to %s: %s", nonce, told(ops)))
		case porcupine.Unknown:
			return append(wrong, fmt.Sprintf("whether an order exists could not be found out in %v", linearizeLimit))
		}
	}
	return wrong
}

// operationOf is an act as porcupine takes it, if it had an effect on a message. One whose outcome is unknown may take effect
// at any later time, or never: which is the same as at the very end. What waited has its effect when it is let through, and
// what moderators forbid has none.
func operationOf(a Act, held map[string]Hold) (op porcupine.Operation, ok bool) {
	x, waited := isHeld(held, a)
	switch {
	case a.Kind == React, waited && !x.Published, a.Who != "" && a.Outcome == Refused:
		return op, false
	case waited:
		return around(a, x.Decided), true
	}
	op = porcupine.Operation{Input: a, Call: int64(a.Called), Return: int64(a.Answered)}
	if a.Outcome == Unknown {
		op.Return = math.MaxInt64
	}
	return op, true
}

// around is an act that a transaction wrote at a time, and committed then or soon.
func around(a Act, at time.Duration) porcupine.Operation {
	a.Outcome, a.Called, a.Answered = Done, at-skew, at+commits
	return porcupine.Operation{Input: a, Call: int64(a.Called), Return: int64(a.Answered)}
}

// moderated is what moderators did to messages, by their nonces.
func moderated(rooms []Room) map[string][]porcupine.Operation {
	ops := map[string][]porcupine.Operation{}
	for _, r := range rooms {
		for _, x := range r.Gone {
			m, ok := r.at(x.Seq)
			if !ok || x.Own {
				continue // its author's act says so
			}
			ops[m.key()] = append(ops[m.key()], around(Act{Kind: Remove}, x.Began))
			if x.To != 0 {
				ops[m.key()] = append(ops[m.key()], around(Act{Kind: Restore}, x.Over))
			}
		}
	}
	return ops
}

// value is one message, as a register.
type value struct {
	exists, removed bool
	body            string
}

var register = porcupine.Model{
	Init: func() any { return value{} },
	Step: func(state, input, _ any) (bool, any) {
		switch in := input.(type) {
		case Read:
			return read(state.(value), in), state
		case Act:
			return act(state.(value), in)
		}
		return false, state
	},
}

func read(v value, r Read) bool {
	return r.Exists == v.exists && r.Removed == v.removed && (v.removed || r.Body == v.body)
}

func act(v value, a Act) (bool, any) {
	may := v.exists && !v.removed
	switch {
	case a.Outcome == Refused:
		return a.Kind == Edit && !may, v // an edit of what is gone, and nothing else, is refused
	case a.Kind == Post && v.exists:
		return true, v // a retry
	case a.Kind == Post:
		return true, value{exists: true, body: a.Body}
	case a.Kind == Edit && may:
		return true, value{exists: true, body: a.Body}
	case a.Kind == Remove && v.exists:
		return true, value{exists: true, removed: true, body: v.body}
	case a.Kind == Restore && v.removed:
		return true, value{exists: true, body: v.body}
	}
	return a.Outcome == Unknown, v // what could not be done was not acknowledged
}

func told(ops []porcupine.Operation) (words string) {
	for _, op := range ops {
		switch in := op.Input.(type) {
		case Read:
			words += fmt.Sprintf("\n\t[%v, %v] read exists=%v removed=%v %.60q", in.Called, in.Answered, in.Exists, in.Removed, in.Body)
		case Act:
			words += fmt.Sprintf("\n\t[%v, %v] %s outcome=%d %.60q", in.Called, in.Answered, in.Kind, in.Outcome, in.Body)
		}
	}
	return words
}
