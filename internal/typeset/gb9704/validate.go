package gb9704

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // pictures are PNG or JPEG
	_ "image/png"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
)

// Limits of one document.
const (
	maxRunes  = 400_000
	maxBlocks = 10_000
	maxPixels = 60_000_000
	maxCols   = 24
)

var (
	copyNumber = regexp.MustCompile(`^\d{6}$`)
	classified = regexp.MustCompile(`^[\s（(【\[]*(绝\s*密|机\s*密|秘\s*密)\s*([★☆*].*|件|\d+\s*年|长期)?[\s）)】\]]*$`)
	noText     = regexp.MustCompile(`^[\s（(【\[〔]*[此本该]\s*页\s*无\s*正\s*文[\s。）)】\]〕]*$`)
)

// Classified tells whether a line is a classification marking, which the product
// never sets (1-04-6).
func Classified(text string) bool { return classified.MatchString(text) }

// SaysNoText tells whether a line is “此页无正文”, which is never printed (1-03-3.2).
func SaysNoText(text string) bool { return noText.MatchString(text) }

// Check tells the first thing that keeps d from being set, as an errs.Invalid
// with a Chinese text. What merely departs from the standard is for the certificate.
func (d *Document) Check() error {
	for _, check := range []func(*Document) string{checkHead, checkBody, checkSignature, checkTexts} {
		if fault := check(d); fault != "" {
			return errs.New(errs.Invalid, "没有排版："+fault)
		}
	}
	return nil
}

func checkHead(d *Document) string {
	switch {
	case !slices.Contains([]Format{General, Letter, Order, Minutes}, d.Format):
		return fmt.Sprintf("没有“%s”这种格式，可用文件、信函、命令、纪要", d.Format)
	case len(d.Organs) == 0 || slices.Contains(d.Organs, ""):
		return "没有填发文机关"
	case Classified(d.Urgency) || Classified(d.Copy):
		return "“" + d.Urgency + d.Copy + "”是密级标志，本系统不处理涉密公文（工作规范 1-04-6）"
	case !slices.Contains([]string{"", "特急", "加急"}, d.Urgency):
		return fmt.Sprintf("紧急程度写“%s”，只用特急、加急", d.Urgency)
	case d.Copy != "" && !copyNumber.MatchString(d.Copy):
		return fmt.Sprintf("份号“%s”不是 6 位数字", d.Copy)
	case d.Plain() == "" && d.Format != Order:
		return "没有标题"
	}
	return ""
}

func checkBody(d *Document) string {
	text := false
	blocks := len(d.Body)
	for _, b := range d.Body {
		text = text || b.Kind != Paragraph || strings.TrimSpace(b.Head+b.Text) != ""
	}
	if !text {
		return "没有正文"
	}
	for _, a := range d.Attachments {
		if a.Name == "" {
			return "附件没有名称"
		}
		blocks += len(a.Body)
	}
	if blocks > maxBlocks {
		return fmt.Sprintf("正文和附件有 %d 段，多于 %d 段", blocks, maxBlocks)
	}
	for where, b := range d.blocks() {
		if fault := b.check(); fault != "" {
			return where + fault
		}
	}
	return ""
}

func (b Block) check() string {
	switch b.Kind {
	case Paragraph:
		if b.Level < 0 || b.Level > 4 {
			return fmt.Sprintf("层次为 %d，只有四层", b.Level)
		}
	case TableKind:
		if b.Table == nil || len(b.Table.Rows) == 0 || len(b.Table.Rows[0]) == 0 {
			return "表格没有内容"
		}
		for _, row := range b.Table.Rows {
			if len(row) > maxCols {
				return fmt.Sprintf("表格有 %d 栏，多于 %d 栏", len(row), maxCols)
			}
		}
		if b.Table.Head < 0 || b.Table.Head > len(b.Table.Rows) || len(b.Table.Widths) > maxCols || slices.ContainsFunc(b.Table.Widths, func(w float64) bool { return !(w > 0) }) {
			return "表格的表头行数或者栏宽不对"
		}
	case Drawing:
		if b.Picture == nil {
			return "图片没有内容"
		}
		if size, _, err := image.DecodeConfig(bytes.NewReader(b.Picture.Data)); err != nil || size.Width*size.Height == 0 {
			return "图片不是 PNG 或者 JPEG"
		} else if size.Width*size.Height > maxPixels {
			return "图片太大，先缩小"
		}
	default:
		return fmt.Sprintf("没有“%s”这种内容", b.Kind)
	}
	return ""
}

func checkSignature(d *Document) string {
	s := d.Signature
	_, dateErr := clock.ParseDate(string(d.Date))
	_, printErr := clock.ParseDate(string(d.Printed))
	switch {
	case !slices.Contains([]SignatureKind{Sealed, Unsealed, Stamped, Unsigned}, s.Kind):
		return "没有选落款方式"
	case s.Kind == Unsigned && d.Format != Minutes:
		return "只有纪要可以没有落款"
	case s.Kind != Unsigned && dateErr != nil:
		return "没有成文日期"
	case d.Printed != "" && printErr != nil:
		return "印发日期不是日期"
	case s.Kind == Stamped && len(s.Stamps) == 0:
		return "没有填签名章的职务和姓名"
	case s.Seal != 0 && (s.Seal < 30 || s.Seal > 48):
		return fmt.Sprintf("印章直径 %.0f 毫米，应当在 30 至 48 毫米之间", s.Seal)
	}
	for _, stamp := range s.Stamps {
		if stamp.Post == "" || stamp.Name == "" {
			return "签名章要有职务全称和姓名"
		}
	}
	return ""
}

func checkTexts(d *Document) string {
	total := 0
	for where, text := range d.texts() {
		total += len([]rune(text))
		switch {
		case SaysNoText(text):
			return where + "是“此页无正文”：末页由排版调整，不用这句话（工作规范 1-03-3.2）"
		case (where == placeTitle || where == placeMark || where == placeNumber) && Classified(text):
			return where + "是密级标志，本系统不处理涉密公文（工作规范 1-04-6）"
		case strings.ContainsFunc(strings.ReplaceAll(text, "\n", ""), unicode.IsControl) || strings.Contains(text, "\n") && where != placeTitle:
			return where + "有换行或者控制字符：另起一段"
		}
	}
	if total > maxRunes {
		return fmt.Sprintf("全文 %d 字，多于 %d 字", total, maxRunes)
	}
	return ""
}
