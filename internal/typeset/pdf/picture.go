package pdf

import (
	"crypto/sha256"
	"fmt"

	"guiju.cn/guiju/internal/typeset/picture"
)

// pictures are the pictures of a document; the same one is written once.
type pictures struct {
	at  map[[32]byte]int
	ids []int // objects
}

// add writes a picture and gives its number in the resources.
func (p *pictures) add(f *file, data []byte) (n int, err error) {
	sum := sha256.Sum256(data)
	if n, ok := p.at[sum]; ok {
		return n, nil
	}
	pic, err := picture.Decode(data)
	if err != nil {
		return 0, err
	}
	space := "DeviceRGB"
	if pic.Grey {
		space = "DeviceGray"
	}
	dict := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent %d", pic.W, pic.H, space, pic.Depth)
	id := 0
	if pic.JPEG != nil {
		id = f.plainStream(dict+"/Filter/DCTDecode", pic.JPEG)
	} else {
		id = f.stream(dict, pic.Rows)
	}
	if p.at == nil {
		p.at = map[[32]byte]int{}
	}
	p.ids = append(p.ids, id)
	p.at[sum] = len(p.ids)
	return len(p.ids), nil
}
