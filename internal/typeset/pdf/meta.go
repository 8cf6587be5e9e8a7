package pdf

import (
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strings"
)

const producer = "Guiju"

// info writes the document information; XMP says the same.
func (d *document) info(i Info) int {
	return d.file.object(fmt.Sprintf("<</Title%s/Producer(%s)>>", text(i.Title), producer))
}

// xmp is the metadata packet of PDF/A-2u.
func xmp(i Info) string {
	var title strings.Builder
	_ = xml.EscapeText(&title, []byte(i.Title)) // into memory
	return `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ` +
		`xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + title.String() + `</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>` + producer + `</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`
}

// sRGB is an ICC profile (version 2, matrix and curve) of IEC 61966-2-1: primaries
// adapted to D50, and the transfer curve in 256 steps.
func sRGB() []byte {
	const name = "sRGB IEC61966-2.1\x00"
	tags := []struct {
		tags string
		data []byte
	}{
		{"cprt", []byte("text\x00\x00\x00\x00No copyright\x00")},
		{"desc", slices.Concat(put32([]byte("desc"), 0, len(name)), []byte(name), make([]byte, 8+3+67))},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.43607, 0.22249, 0.01392)}, {"gXYZ", xyz(0.38515, 0.71687, 0.09708)}, {"bXYZ", xyz(0.14307, 0.06061, 0.71410)},
		{"rTRC gTRC bTRC", curve()},
	}
	const count, headSize = 9, 128
	at := headSize + 4 + 12*count
	table, body := put32(nil, count), []byte(nil)
	for _, t := range tags {
		for tag := range strings.FieldsSeq(t.tags) {
			table = put32(append(table, tag...), at+len(body), len(t.data))
		}
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	head := put32(nil, at+len(body), 0, 0x02100000)
	head = append(head, "mntrRGB XYZ \x07\xd0\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00acsp"...)
	head = append(head, make([]byte, 28)...)
	head = append(head, xyz(0.9642, 1, 0.8249)[8:]...)
	return slices.Concat(head, make([]byte, headSize-len(head)), table, body)
}

func put32(b []byte, values ...int) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(v)) //nolint:gosec // G115: sizes of about a kilobyte, numbers below 2¹⁶
	}
	return b
}

// xyz is a colour in fixed point numbers of 16 bits behind the point.
func xyz(x, y, z float64) []byte {
	fixed := func(v float64) int { return int(math.Round(v * 65536)) }
	return put32([]byte("XYZ \x00\x00\x00\x00"), fixed(x), fixed(y), fixed(z))
}

func curve() []byte {
	const steps = 256
	b := put32([]byte("curv"), 0, steps)
	for i := range steps {
		v := float64(i) / (steps - 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(v*65535)))
	}
	return b
}
