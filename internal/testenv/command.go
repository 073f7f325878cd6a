package testenv

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
)

// Command runs a command of the program, such as "backup", with the replica's settings, whether the replica runs or not. It gives
// back what the command printed; the error of one that failed is what it said.
func (p *Parley) Command(words ...string) (string, error) {
	cmd := exec.Command(p.process.path, words...)
	var said bytes.Buffer
	cmd.Env, cmd.Stderr, cmd.SysProcAttr = p.process.env, &said, diesWithUs(0)
	out, err := cmd.Output()
	if err != nil {
		return string(out), fmt.Errorf("parley %s: %w: %s", strings.Join(words, " "), err, strings.TrimSpace(said.String()))
	}
	return string(out), nil
}
