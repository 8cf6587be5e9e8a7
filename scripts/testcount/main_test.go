package main

import (
	"strings"
	"testing"
)

func TestCounter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, events string
		want         []string
		not          []string
		ok           bool
	}{
		{"passed output is not shown", `
{"Action":"run","Package":"p","Test":"A"}
{"Action":"output","Package":"p","Test":"A","Output":"quiet\n"}
{"Action":"pass","Package":"p","Test":"A"}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"pass","Package":"p","Elapsed":1.5}`,
			[]string{"1 passed, 0 failed", "p  "}, []string{"quiet", "PASS"}, true},
		{"subtests count, their parents do not", `
{"Action":"run","Package":"p","Test":"A"}
{"Action":"run","Package":"p","Test":"A/one"}
{"Action":"run","Package":"p","Test":"A/two"}
{"Action":"output","Package":"p","Test":"A/two","Output":"broken\n"}
{"Action":"pass","Package":"p","Test":"A/one"}
{"Action":"fail","Package":"p","Test":"A/two"}
{"Action":"fail","Package":"p","Test":"A"}
{"Action":"fail","Package":"p"}`,
			[]string{"FAILED p A/two\nbroken", "1 passed, 1 failed"}, nil, false},
		{"a skipped test fails", `
{"Action":"run","Package":"p","Test":"A"}
{"Action":"skip","Package":"p","Test":"A"}
{"Action":"pass","Package":"p"}`,
			[]string{"SKIPPED", "0 passed, 1 failed"}, nil, false},
		{"a package that does not build fails", `
{"Action":"build-output","ImportPath":"p","Output":"p.go:1: syntax\n"}
{"Action":"build-fail","ImportPath":"p"}
{"Action":"output","Package":"p","Output":"FAIL p [build failed]\n"}
{"Action":"fail","Package":"p"}`,
			[]string{"p.go:1: syntax", "[build failed]", "0 passed, 1 failed"}, nil, false},
		{"a package without tests is neither", `
{"Action":"skip","Package":"q"}
{"Action":"run","Package":"p","Test":"A"}
{"Action":"pass","Package":"p","Test":"A"}
{"Action":"pass","Package":"p"}`,
			[]string{"1 passed, 0 failed"}, nil, true},
		{"a test cut short fails", `
{"Action":"run","Package":"p","Test":"A"}
{"Action":"output","Package":"p","Test":"A","Output":"panic: test timed out\n"}
{"Action":"fail","Package":"p"}`,
			[]string{"did not end) p A", "timed out", "0 passed, 1 failed"}, nil, false},
		{"events that stop fail", `
{"Action":"run","Package":"p","Test":"A"}`,
			[]string{"0 passed, 1 failed"}, nil, false},
		{"nothing is not enough", ``, []string{"no test ran", "0 passed, 0 failed"}, nil, false},
		{"a message of the tool is shown", `go: no such tool
{"Action":"run","Package":"p","Test":"A"}
{"Action":"pass","Package":"p","Test":"A"}`,
			[]string{"go: no such tool", "1 passed, 0 failed"}, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			counter := newCounter(&out)
			if err := counter.read(strings.NewReader(c.events)); err != nil {
				t.Fatal(err)
			}
			if ok := counter.close(); ok != c.ok {
				t.Errorf("ok = %v", ok)
			}
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in:\n%s", want, &out)
				}
			}
			for _, not := range c.not {
				if strings.Contains(out.String(), not) {
					t.Errorf("%q is in:\n%s", not, &out)
				}
			}
		})
	}
}
