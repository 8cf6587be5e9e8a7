// Command testcount reads the events of `go test -json` (and of the browser
// tests' reporter, which writes the same) from standard input, shows one line
// per package and the output of what failed, and counts. It ends with
// "N passed, N failed" and a failing exit code if anything failed, was skipped,
// or nothing ran.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// event is one line of `go test -json`.
type event struct {
	Action     string
	Package    string
	ImportPath string // of a failed build
	Test       string
	Output     string
	Elapsed    float64 // seconds
}

func main() {
	c := newCounter(os.Stdout)
	if err := c.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testcount:", err)
		c.failed++
	}
	if !c.close() {
		os.Exit(1)
	}
}

// counter keeps what tests said until it is known how they ended.
type counter struct {
	out            io.Writer
	passed, failed int
	output         map[string][]string // by key; dropped when a test passes
	running        map[string]bool     // tests that began and have not ended
	parents        map[string]bool     // tests with subtests, which alone count
	bad            map[string]bool     // tests and packages in which something failed
	ran            map[string]int      // tests per package
}

func newCounter(out io.Writer) *counter {
	return &counter{
		out: out, output: map[string][]string{}, running: map[string]bool{},
		parents: map[string]bool{}, bad: map[string]bool{}, ran: map[string]int{},
	}
}

func key(pkg, test string) string { return pkg + " " + test }

// read takes events until the end of in. A line that is no event is a message
// of the tool itself and is shown.
func (c *counter) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if text := strings.TrimSpace(line); text != "" {
			var e event
			if json.Unmarshal([]byte(text), &e) == nil && e.Action != "" {
				c.take(e)
			} else {
				fmt.Fprintln(c.out, text)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c *counter) take(e event) {
	k := key(e.Package, e.Test)
	switch e.Action {
	case "build-output":
		fmt.Fprint(c.out, e.Output)
	case "output":
		c.output[k] = append(c.output[k], e.Output)
	case "run":
		c.running[k] = true
		if at := strings.LastIndexByte(e.Test, '/'); at > 0 {
			c.parents[key(e.Package, e.Test[:at])] = true
		}
	case "pass", "fail", "skip":
		delete(c.running, k)
		if e.Test == "" {
			c.endPackage(e)
		} else {
			c.endTest(e)
		}
		delete(c.output, k)
	}
}

func (c *counter) endTest(e event) {
	k := key(e.Package, e.Test)
	if e.Action == "pass" {
		if !c.parents[k] {
			c.passed++
			c.ran[e.Package]++
		}
		return
	}
	// A parent that failed only because a subtest did is not counted again.
	again := c.bad[k]
	for name := e.Test; ; {
		c.bad[key(e.Package, name)] = true
		at := strings.LastIndexByte(name, '/')
		if at < 0 {
			break
		}
		name = name[:at]
	}
	c.bad[e.Package] = true
	if again {
		c.show(k)
		return
	}
	c.failed++
	c.ran[e.Package]++
	verdict := "FAILED"
	if e.Action == "skip" {
		verdict = "SKIPPED (no test may skip)"
	}
	fmt.Fprintf(c.out, "\n=== %s %s %s\n", verdict, e.Package, e.Test)
	c.show(k)
}

func (c *counter) endPackage(e event) {
	switch e.Action {
	case "skip": // no test files
	case "pass":
		if c.bad[e.Package] {
			return // something was skipped
		}
		fmt.Fprintf(c.out, "%-60s %4d tests %7.1f s\n", e.Package, c.ran[e.Package], e.Elapsed)
	case "fail":
		c.unfinished(e.Package)
		if !c.bad[e.Package] { // the build, TestMain, or a crash outside of a test
			c.failed++
			fmt.Fprintf(c.out, "\n=== FAILED %s\n", e.Package)
		}
		c.show(key(e.Package, ""))
	}
}

// unfinished counts tests that began in pkg and never ended: it crashed or ran
// out of time.
func (c *counter) unfinished(pkg string) {
	for k := range c.running {
		of, test, _ := strings.Cut(k, " ")
		if of != pkg || c.parents[k] {
			continue
		}
		c.failed++
		c.bad[pkg] = true
		fmt.Fprintf(c.out, "\n=== FAILED (did not end) %s %s\n", pkg, test)
		c.show(k)
		delete(c.running, k)
	}
}

func (c *counter) show(k string) {
	for _, line := range c.output[k] {
		fmt.Fprint(c.out, line)
	}
	delete(c.output, k)
}

// close prints the sum and tells whether all is well.
func (c *counter) close() bool {
	for k := range c.running {
		pkg, _, _ := strings.Cut(k, " ")
		c.unfinished(pkg)
	}
	for pkg := range c.bad { // what a package said that never ended as one: a browser test's file
		c.show(key(pkg, ""))
	}
	if c.passed+c.failed == 0 {
		fmt.Fprintln(c.out, "no test ran")
	}
	fmt.Fprintf(c.out, "%d passed, %d failed\n", c.passed, c.failed)
	return c.failed == 0 && c.passed > 0
}
