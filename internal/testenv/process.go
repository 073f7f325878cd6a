package testenv

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is a program that may be started again after it ended.
type process struct {
	path   string
	args   []string
	env    []string
	user   *syscall.Credential // nil is the user of the test
	dying  syscall.Signal      // what it gets when the test process dies; 0 is SIGKILL
	output output

	mu   sync.Mutex // guards cmd and done
	cmd  *exec.Cmd
	done chan struct{}
}

// start runs the program; it must not be running.
func (p *process) start() error {
	cmd := exec.Command(p.path, p.args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = p.env, &p.output, &p.output
	cmd.SysProcAttr = diesWithUs(p.dying)
	cmd.SysProcAttr.Credential = p.user
	cmd.Dir = "/"
	cmd.WaitDelay = time.Second // grandchildren may hold the output open
	started, done := make(chan error), make(chan struct{})
	// The kernel watches the thread that started the program, so the thread is kept until the program ends.
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait()
		}
		close(done)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("testenv: start %s: %w", p.path, err)
	}
	p.mu.Lock()
	p.cmd, p.done = cmd, done
	p.mu.Unlock()
	return nil
}

func (p *process) pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cmd.Process.Pid
}

// signal sends sig, and is no error when the program has ended already.
func (p *process) signal(sig syscall.Signal) error {
	p.mu.Lock()
	cmd := p.cmd
	p.mu.Unlock()
	if cmd == nil {
		return nil
	}
	// Process.Signal knows whether the program was waited for, so no stranger with a reused id is hit.
	if err := cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("testenv: signal %s: %w", p.path, err)
	}
	return nil
}

// pause freezes the program, and waits until all its threads stand still.
func (p *process) pause() error {
	if err := p.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	p.mu.Lock()
	pid := p.cmd.Process.Pid
	p.mu.Unlock()
	return until(patience, func() error { return frozen(pid) })
}

// stop sends sig and waits for the end; a program that stays is killed, which is an error.
func (p *process) stop(sig syscall.Signal, limit time.Duration) error {
	if err := p.signal(sig); err != nil {
		return err
	}
	p.mu.Lock()
	done := p.done
	p.mu.Unlock()
	if done == nil {
		return nil
	}
	select {
	case <-done:
		return nil
	case <-time.After(limit):
	}
	err := p.signal(syscall.SIGKILL)
	<-done
	return errors.Join(fmt.Errorf("testenv: %s still ran %v after %v, and was killed", p.path, limit, sig), err)
}

// kill ends the program at once.
func (p *process) kill() error {
	return p.stop(syscall.SIGKILL, patience)
}

// ended reports whether the program is not running.
func (p *process) ended() bool {
	p.mu.Lock()
	done := p.done
	p.mu.Unlock()
	if done == nil {
		return true
	}
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// ready waits until answers succeeds, or the program ends, whose output is then the error.
func (p *process) ready(answers func() error) error {
	var gone bool
	err := until(patience, func() error {
		if gone = p.ended(); gone {
			return nil
		}
		return answers()
	})
	if gone {
		err = errors.New("it ended")
	}
	if err != nil {
		return fmt.Errorf("testenv: %s does not answer: %w\n%s", p.path, err, p.output.String())
	}
	return nil
}

// run starts the program and waits until it answers; an error fails t. It is killed at the end of t.
func (p *process) run(t testing.TB, answers func() error) {
	t.Helper()
	if err := p.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill() })
	if err := p.ready(answers); err != nil {
		t.Fatal(err)
	}
}

// output gathers what a program prints.
type output struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

// Write appends b.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

// String is all that was printed so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
