package pdf

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// file is numbered objects written one after the other. The first failure to write
// is told at the end.
type file struct {
	out     *bufio.Writer
	sum     hash.Hash
	at      int
	offsets []int // of object i+1
	packed  bytes.Buffer
	packer  *zlib.Writer
}

func newFile(w io.Writer) *file {
	f := &file{out: bufio.NewWriterSize(w, 1<<16), sum: sha256.New(), offsets: make([]int, firstFree-1)}
	f.packer = zlib.NewWriter(&f.packed)
	return f
}

// put adds text as it stands; bufio keeps an error until it is flushed.
func (f *file) put(parts ...string) {
	for _, s := range parts {
		_, _ = f.out.WriteString(s)
		_, _ = io.WriteString(f.sum, s)
		f.at += len(s)
	}
}

func (f *file) header() { f.put("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") }

// object writes an object under the next number.
func (f *file) object(body string) int {
	f.offsets = append(f.offsets, 0)
	f.objectAt(len(f.offsets), body)
	return len(f.offsets)
}

// objectAt writes an object whose number was promised.
func (f *file) objectAt(id int, body string) {
	f.offsets[id-1] = f.at
	f.put(strconv.Itoa(id), " 0 obj\n", body, "\nendobj\n")
}

// stream writes data compressed; entries go into its dictionary.
func (f *file) stream(entries string, data []byte) int {
	f.packed.Reset()
	f.packer.Reset(&f.packed)
	_, _ = f.packer.Write(data) // into memory
	_ = f.packer.Close()
	return f.plainStream(entries+"/Filter/FlateDecode", f.packed.Bytes())
}

func (f *file) plainStream(entries string, data []byte) int {
	return f.object(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data))
}

// close writes the table of objects and the trailer. The identifier is the hash of
// all that was written.
func (f *file) close(root, info int) error {
	id := hex.EncodeToString(f.sum.Sum(nil)[:16])
	start := f.at
	f.put(fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1))
	for _, at := range f.offsets {
		f.put(fmt.Sprintf("%010d 00000 n \n", at))
	}
	f.put(fmt.Sprintf("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.offsets)+1, root, info, id, id, start))
	return f.out.Flush()
}

// number writes a number of points: three digits are a third of a micrometre.
func number(v float64) string { return string(appendNumber(nil, v)) }

func appendNumber(b []byte, v float64) []byte {
	from := len(b)
	b = strconv.AppendFloat(b, v, 'f', 3, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	if string(b[from:]) == "-0" {
		b = append(b[:from], '0')
	}
	return b
}

// text is a string of the document information.
func text(s string) string { return "<FEFF" + utf16Hex(s) + ">" }

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
