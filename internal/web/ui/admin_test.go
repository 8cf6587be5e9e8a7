package ui

import (
	"bytes"
	"regexp"
	"strconv"
	"testing"

	"guiju.cn/guiju/internal/typeset/code"
)

// Every dark module is drawn, inside a border of white.
func TestQR_DrawsEveryModule(t *testing.T) {
	t.Parallel()
	const text = "otpauth://totp/局:wenshu?secret=ABCDEFGH"
	node, err := QR(text, "动态码")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := node.Render(&out); err != nil {
		t.Fatal(err)
	}
	marks, err := code.QR(text, 0, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	drawn := regexp.MustCompile(`M([\d.]+) [\d.]+h([\d.]+)v`).FindAllStringSubmatch(out.String(), -1)
	if len(drawn) != len(marks) {
		t.Errorf("%d of %d bars are drawn", len(drawn), len(marks))
	}
	for _, d := range drawn {
		if x, _ := strconv.ParseFloat(d[1], 64); x < 15 || x > 117 {
			t.Errorf("a module at %v", d)
		}
	}
}

// A field that is typed unseen is never sent back.
func TestForm_SecretsAreNotSentBack(t *testing.T) {
	t.Parallel()
	f := FormView{Fields: sampleForm(false).Form.Fields[:1], Values: map[string][]string{"title": {"geheim"}}, Secret: map[string]string{"title": "new-password"}}
	var out bytes.Buffer
	if err := Form(f).Render(&out); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out.Bytes(), []byte("geheim")) || !bytes.Contains(out.Bytes(), []byte(`type="password"`)) {
		t.Error(out.String())
	}
}
