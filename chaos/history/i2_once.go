package history

import "fmt"

// storedOnce is I2: every nonce is stored at most once.
func storedOnce(_ *History, rooms []Room) (wrong []string) {
	for key, rows := range byKey(rooms) {
		if len(rows) > 1 {
			wrong = append(wrong, fmt.Sprintf("%s is stored %d times: messages %d and %d", key, len(rows), rows[0].Seq, rows[1].Seq))
		}
	}
	return wrong
}
