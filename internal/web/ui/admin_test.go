package ui

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"testing"

	qrcode "github.com/skip2/go-qrcode"
)

// The drawn code is the code: each module that is set, and no other.
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
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`).FindAllStringSubmatch(out.String(), -1) {
		x, _ := strconv.Atoi(m[1])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			drawn[fmt.Sprint(x+i, " ", m[2])] = true
		}
	}
	for y, row := range code.Bitmap() {
		for x, set := range row {
			if drawn[fmt.Sprint(x, " ", y)] != set {
				t.Fatalf("the module at %d, %d is wrong", x, y)
			}
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
