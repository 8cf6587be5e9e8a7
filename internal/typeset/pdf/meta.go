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
	created := ""
	if !i.Created.IsZero() {
		zone := i.Created.Format("-07:00")
		created = fmt.Sprintf("/CreationDate(D:%s%s'%s')", i.Created.Format("20060102150405"), zone[:3], zone[4:])
	}
	return d.file.object(fmt.Sprintf("<</Title%s/Producer(%s)%s>>", text(i.Title), producer, created))
}

// xmp is the metadata packet of PDF/A-2u.
func xmp(i Info) string {
	var title strings.Builder
	_ = xml.EscapeText(&title, []byte(i.Title)) // into memory
	created := ""
	if !i.Created.IsZero() {
		created = "<xmp:CreateDate>" + i.Created.Format("2006-01-02T15:04:05-07:00") + "</xmp:CreateDate>"
	}
	return `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ` +
		`xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + title.String() + `</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>` + producer + `</pdf:Producer>` + created + `
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`
}

// sRGB is an ICC profile (version 2, matrix and curve) of IEC 61966-2-1: primaries
// adapted to D50, and the transfer curve in 256 steps.
func sRGB() []byte {
	fixed := func(b []byte, values ...float64) []byte {
		for _, v := range values {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536)))) //nolint:gosec // G115: below 2
		}
		return b
	}
	xyz := func(x, y, z float64) []byte { return fixed([]byte("XYZ \x00\x00\x00\x00"), x, y, z) }
	curve := append([]byte("curv\x00\x00\x00\x00"), 0, 0, 1, 0)
	for i := range 256 {
		v := float64(i) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = binary.BigEndian.AppendUint16(curve, uint16(math.Round(v*65535))) //nolint:gosec // G115: at most 65,535
	}
	name := "sRGB IEC61966-2.1\x00"
	description := slices.Concat([]byte("desc\x00\x00\x00\x00\x00\x00\x00"), []byte{byte(len(name))}, []byte(name), make([]byte, 8+3+67))
	tags := []struct {
		tag  string
		data []byte
	}{
		{"cprt", []byte("text\x00\x00\x00\x00No copyright\x00")}, {"desc", description}, {"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.43607, 0.22249, 0.01392)}, {"gXYZ", xyz(0.38515, 0.71687, 0.09708)}, {"bXYZ", xyz(0.14307, 0.06061, 0.71410)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	at := 128 + 4 + 12*len(tags)
	table, body := binary.BigEndian.AppendUint32(nil, uint32(len(tags))), []byte(nil) //nolint:gosec // G115: nine
	for i, t := range tags {
		if i > 0 && t.tag[1:] == "TRC" && tags[i-1].tag[1:] == "TRC" { // one curve for all three
			table = append(append(table, t.tag...), table[len(table)-8:]...)
			continue
		}
		table = append(table, t.tag...)
		table = binary.BigEndian.AppendUint32(table, uint32(at+len(body))) //nolint:gosec // G115: about a kilobyte
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))  //nolint:gosec // G115: about a kilobyte
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(at+len(body))) //nolint:gosec // G115: about a kilobyte
	head = append(head, "\x00\x00\x00\x00\x02\x10\x00\x00mntrRGB XYZ \x07\xd0\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00acsp"...)
	head = append(head, make([]byte, 28)...)
	head = fixed(head, 0.9642, 1, 0.8249)
	return slices.Concat(head, make([]byte, 128-len(head)), table, body)
}
