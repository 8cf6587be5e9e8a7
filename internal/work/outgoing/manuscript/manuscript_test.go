package manuscript_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/work/outgoing/manuscript"
)

const picture = "01HZX3W9ABCDEF"

func bytesOf(id string) ([]byte, error) {
	if id != picture {
		return nil, errors.New("no such file")
	}
	return []byte("png"), nil
}

func idOf(data []byte) (string, error) {
	if !bytes.Equal(data, []byte("png")) {
		return "", errors.New("another picture")
	}
	return picture, nil
}

// difference shows both values where they are not the same.
func difference(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return fmt.Sprintf("want %+v\ngot  %+v", want, got)
}

func TestParse_AllThatCanStandInIt(t *testing.T) {
	t.Parallel()
	p, err := manuscript.Parse(strings.Join([]string{
		"　　为加强管理，现通知如下。", "一、总体要求", "（一）认真学习。各科室要组织学习。", "", "表：使用情况", "科室\t次数", "办公室\t12\t备注", "〔图 " + picture + "〕平面图",
		"附件：1. 报名回执", "2. 登记表", "附件2", "登记表", "第一条", "附件3（另行装订）", "名册", "序号\t姓名",
	}, "\n"), false, bytesOf)
	if err != nil {
		t.Fatal(err)
	}
	want := []gb9704.Block{
		{Kind: gb9704.Paragraph, Text: "为加强管理，现通知如下。"}, {Kind: gb9704.Paragraph, Level: 1, Head: "一、总体要求"},
		{Kind: gb9704.Paragraph, Level: 2, Head: "（一）认真学习。", Text: "各科室要组织学习。"},
		{Kind: gb9704.TableKind, Table: &gb9704.Table{Caption: "使用情况", Head: 1, Rows: [][]string{{"科室", "次数", ""}, {"办公室", "12", "备注"}}}},
		{Kind: gb9704.Drawing, Picture: &gb9704.Picture{Caption: "平面图", Data: []byte("png")}},
	}
	if d := difference(want, p.Body); d != "" {
		t.Error(d)
	}
	attachments := []gb9704.Attachment{
		{Name: "报名回执"}, {Name: "登记表", Body: []gb9704.Block{{Kind: gb9704.Paragraph, Text: "第一条"}}},
		{Name: "名册", Apart: true, Body: []gb9704.Block{{Kind: gb9704.TableKind, Table: &gb9704.Table{Rows: [][]string{{"序号", "姓名"}}}}}},
	}
	if d := difference(attachments, p.Attachments); d != "" {
		t.Error(d)
	}
	for place, want := range map[string]int{"正文第 1 段": 0, "正文第 4 段": 4, "附件 2 第 1 段": 12, "附件 3 第 1 段第 1 行第 2 栏": 15, "标题": -1, "正文第 9 段": -1} {
		if got := p.LineOf(place); got != want {
			t.Errorf("%s is line %d, want %d", place, got, want)
		}
	}
}

func TestParse_AttendanceOfMinutesOnly(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[bool]int{true: 1, false: 0} {
		p, err := manuscript.Parse("会议议定：\n出席：王建华、孙立", minutes, bytesOf)
		if err != nil || len(p.Attendance) != want || len(p.Body) != 2-want {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestParse_AMissingPictureIsSaid(t *testing.T) {
	t.Parallel()
	_, err := manuscript.Parse("第一段\n〔图 01HZX3W9ABCDEG〕", false, bytesOf)
	if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Public(err), "第 2 行") {
		t.Error(err)
	}
	if ids := manuscript.PictureIDs("〔图 " + picture + "〕\n〔图 短〕"); len(ids) != 1 || ids[0] != picture {
		t.Error(ids)
	}
}

// Whatever is typed can be read, and written and read again it is the same.
func TestWrite_ReadAgainItIsTheSame(t *testing.T) {
	t.Parallel()
	line := rapid.SampledFrom([]string{
		"现通知如下：", "一、总体要求", "（一）认真学习。各科室要学习。", "1.抓紧办理", "（1）分头办理；", "", "\t", "科室\t次数", "合计\t12", "表：情况", "横表：情况", "表：",
		"〔图 " + picture + "〕", "〔图 " + picture + "〕图名", "附件：1. 甲", "附件：乙", "2. 丙", "附件", "附件1", "附件12", "附件2（另行装订）", "出席：甲、乙", "　缩进", "附 件", "〔图 〕",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(line, 0, 25).Draw(t, "lines"), "\n")
		first, err := manuscript.Parse(text, true, bytesOf)
		if err != nil {
			t.Fatal(err)
		}
		again, err := manuscript.Write(gb9704.Document{Body: first.Body, Attendance: first.Attendance, Attachments: first.Attachments}, idOf)
		if err != nil {
			t.Fatal(err)
		}
		second, err := manuscript.Parse(again, true, bytesOf)
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(first.Body, second.Body); d != "" {
			t.Fatalf("%q became %q\n%s", text, again, d)
		}
		if len(second.Attendance) != len(first.Attendance) {
			t.Fatalf("%q became %q", text, again)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("附件40\n附件39\n\t\t\n横表：\n\t")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := manuscript.Parse(text, true, func(string) ([]byte, error) { return nil, nil })
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Body) != len(p.BodyLines) || len(p.Attachments) != len(p.AttachmentLines) {
			t.Error("blocks without lines")
		}
	})
}
