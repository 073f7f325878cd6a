package chat

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhoMayReactAndToWhat(t *testing.T) {
	said, line, gone := Message{Kind: Text}, Message{Kind: Renamed}, Message{Kind: Text, RemovedAt: past}
	for name, c := range map[string]struct {
		st   Standing
		m    Message
		want Kind
	}{
		"a guest of a public room":               {in(publicRoom, "", ""), said, SignIn},
		"somebody who is not in an open room":    {in(openRoom, RoleMember, ""), said, "ok"},
		"somebody who is not in a private room":  {in(privateRoom, RoleMember, ""), said, NotFound},
		"a member of a private room":             {in(privateRoom, RoleMember, RoleMember), said, "ok"},
		"a member where only moderators write":   {in(news, RoleMember, RoleMember), said, "ok"},
		"a member of an archived room":           {in(archivedRoom, RoleMember, RoleMember), said, Forbidden},
		"a member, to a removed message":         {in(openRoom, RoleMember, RoleMember), gone, Conflict},
		"a member, to a line about the room":     {in(openRoom, RoleMember, RoleMember), line, Forbidden},
		"somebody whose account is not approved": {Standing{Room: publicRoom, User: User{ID: 7, State: Waiting}}, said, SignIn},
	} {
		if got := kindOf(c.st.MayReact(c.m, now)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestTheSameReactionAgainTakesItAway(t *testing.T) {
	var all []Reaction
	for _, step := range []struct {
		emoji string
		who   int64
		want  []Reaction
	}{
		{"👍", 7, []Reaction{{"👍", []int64{7}}}},
		{"⛵", 7, []Reaction{{"👍", []int64{7}}, {"⛵", []int64{7}}}},
		{"👍", 9, []Reaction{{"👍", []int64{7, 9}}, {"⛵", []int64{7}}}},
		{"👍", 7, []Reaction{{"👍", []int64{9}}, {"⛵", []int64{7}}}},
		{"⛵", 7, []Reaction{{"👍", []int64{9}}}},
		{"👍", 9, []Reaction{}},
	} {
		before := fmt.Sprint(all)
		next, err := toggled(all, Reaction{step.emoji, []int64{step.who}})
		if err != nil || !cmp.Equal(next, step.want) {
			t.Errorf("%v, then %s of %d: %v, %v", before, step.emoji, step.who, next, err)
		}
		if fmt.Sprint(all) != before {
			t.Errorf("the reactions before were changed to %v", all)
		}
		all = next
	}
}

func TestAMessageTakesTwentyDifferentReactions(t *testing.T) {
	var all []Reaction
	for i := range maxReactions {
		all, _ = toggled(all, Reaction{fmt.Sprint(i), []int64{7}})
	}
	if _, err := toggled(all, Reaction{"one more", []int64{7}}); kindOf(err) != Conflict {
		t.Errorf("the next: %v", err)
	}
	if more, err := toggled(all, Reaction{"3", []int64{8}}); err != nil || len(more[3].By) != 2 {
		t.Errorf("one of them: %v, %v", more, err)
	}
}
