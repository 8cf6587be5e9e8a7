package stamp

import (
	"math"

	"guiju.cn/guiju/internal/typeset/page"
)

// sheet is a page as far as a stamp needs to know it.
type sheet struct {
	id        ref
	dict      *dict
	resources *dict
	box       [4]float64 // what is seen, in the page's own units: left, bottom, right, top
	rotate    int        // 0, 90, 180 or 270, clockwise
	unit      float64    // points to a unit
}

const maxPages = 5000

// pages finds the pages of a file in order.
func (f *file) pages() error {
	if e := f.resolve(f.trailer.get("/Encrypt")); e != nil && e != raw("null") {
		return ErrEncrypted
	}
	root, ok := f.resolve(f.trailer.get("/Root")).(*dict)
	if !ok {
		return errDamaged
	}
	w := walk{f: f, seen: map[ref]bool{}}
	if err := w.node(root.get("/Pages"), inherited{}, 0); err != nil {
		return err
	}
	if f.sheets = w.all; len(f.sheets) == 0 {
		return errDamaged
	}
	return nil
}

// inherited is what pages take from the nodes above them (ISO 32000-1, 7.7.3.4).
type inherited struct{ resources, media, crop, rotate value }

type walk struct {
	f    *file
	seen map[ref]bool
	all  []sheet
}

func (w *walk) node(v value, above inherited, depth int) error {
	id, ok := v.(ref)
	node, ok2 := w.f.resolve(v).(*dict)
	if !ok || !ok2 || w.seen[id] || depth > maxDepth || len(w.all) >= maxPages {
		return errDamaged
	}
	w.seen[id] = true
	for key, to := range map[string]*value{"/Resources": &above.resources, "/MediaBox": &above.media, "/CropBox": &above.crop, "/Rotate": &above.rotate} {
		if own := node.get(key); own != nil {
			*to = own
		}
	}
	kids, ok := w.f.resolve(node.get("/Kids")).(array)
	if !ok {
		s, err := w.f.sheet(id, node, above)
		w.all = append(w.all, s)
		return err
	}
	for _, kid := range kids {
		if err := w.node(kid, above, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) sheet(id ref, node *dict, above inherited) (s sheet, err error) {
	if kind := node.get("/Type"); kind != nil && kind != raw("/Page") {
		return s, errDamaged
	}
	s = sheet{id: id, dict: node, unit: 1}
	s.resources, _ = f.resolve(above.resources).(*dict)
	media, ok := f.box(above.media)
	if !ok {
		media = [4]float64{0, 0, 595.276, 841.89} // readers take a page for granted
	}
	s.box = media
	if crop, ok := f.box(above.crop); ok {
		seen := [4]float64{max(crop[0], media[0]), max(crop[1], media[1]), min(crop[2], media[2]), min(crop[3], media[3])}
		if seen[0] < seen[2] && seen[1] < seen[3] {
			s.box = seen
		}
	}
	if turn, ok := number(f.resolve(above.rotate)); ok {
		s.rotate = (int(turn)%360 + 360) % 360 / 90 * 90
	}
	if unit, ok := number(f.resolve(node.get("/UserUnit"))); ok && unit > 0 {
		s.unit = unit
	}
	return s, nil
}

func (f *file) box(v value) (b [4]float64, ok bool) {
	a, ok := f.resolve(v).(array)
	if !ok || len(a) != 4 {
		return b, false
	}
	for i := range b {
		if b[i], ok = number(f.resolve(a[i])); !ok {
			return b, false
		}
	}
	b = [4]float64{min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3])}
	return b, b[2]-b[0] >= 1 && b[3]-b[1] >= 1
}

// size is how large the page is seen, in mm.
func (s sheet) size() (w, h float64) {
	w, h = (s.box[2]-s.box[0])*s.unit*page.PointMM, (s.box[3]-s.box[1])*s.unit*page.PointMM
	if s.rotate%180 == 90 {
		w, h = h, w
	}
	return w, h
}

// matrix maps points from the bottom left of the page as it is seen to the page's own
// units.
func (s sheet) matrix() [6]float64 {
	k := 1 / s.unit
	m := [6]float64{k, 0, 0, k, s.box[0], s.box[1]}
	switch s.rotate {
	case 90:
		m = [6]float64{0, k, -k, 0, s.box[2], s.box[1]}
	case 180:
		m = [6]float64{-k, 0, 0, -k, s.box[2], s.box[3]}
	case 270:
		m = [6]float64{0, -k, k, 0, s.box[0], s.box[3]}
	}
	for i := range m {
		m[i] = math.Round(m[i]*1e5) / 1e5
	}
	return m
}
