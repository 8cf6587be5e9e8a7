package outgoing_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
	"testing"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/blob"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/testkit/cases"
	"guiju.cn/guiju/internal/typeset/typetest"
	"guiju.cn/guiju/internal/work/outgoing"
)

// bureau is an office with the specification on it.
type bureau struct {
	*testkit.Office
	t        *testing.T
	e        *flow.Engine
	m        *module.Module
	d        outgoing.Deps
	answered map[string]string // number by letter
	stamped  map[string]outgoing.Stamping
	excepted map[string]bool // by case
	blobs    *shelf
}

// shelf keeps files in memory.
type shelf struct {
	mu   sync.Mutex
	data map[string][]byte
}

func (s *shelf) keep(_ context.Context, data []byte) (string, error) {
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data[hash] = data
	return hash, nil
}

func (s *shelf) load(_ context.Context, hash string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if data, ok := s.data[hash]; ok {
		return data, nil
	}
	return nil, store.ErrNotFound
}

var settings = map[string]int{"1-03.step-days": 2, "1-03.office-days": 1, "1-03.receipt-days": 5, "1-03.reserve-days": 30, "1-03.slip-chars": 10}

func each(t *testing.T, test func(b *bureau)) {
	t.Helper()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, job.Migrations, runner.Migrations, org.Migrations, search.Migrations, flow.Migrations, outgoing.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		b := &bureau{Office: o, t: t, answered: map[string]string{}, excepted: map[string]bool{}, blobs: &shelf{data: map[string][]byte{}}}
		b.d = outgoing.Deps{
			Now: o.DB.Now, Read: o.DB.Read, Days: cases.NoDays, Fonts: typetest.Fonts(t), Load: b.blobs.load, Keep: b.blobs.keep,
			Setting: func(_ context.Context, _ store.Querier, id string) (int, error) { return settings[id], nil },
			Bureau:  func(context.Context) string { return "云泽市示范局" },
			Answered: func(_ context.Context, _ *runner.Work, letter, number string) error {
				b.answered[letter] = number
				return nil
			},
			Unanswered: func(_ context.Context, _ *runner.Work, letter, number string) error {
				if b.answered[letter] == number {
					delete(b.answered, letter)
				}
				return nil
			},
			Letters: map[string]func(any) outgoing.Letter{"letter": func(any) outgoing.Letter {
				return outgoing.Letter{Organ: "云泽市统计局", Number: "云统函〔2026〕33号", Title: "关于报送上半年行业运行情况的函"}
			}},
			KnownLetter: func(context.Context, store.Querier, string) (bool, error) { return false, nil },
			Senders: func(context.Context, store.Querier) ([]string, error) {
				return []string{"云泽市财政局", "云泽市统计局"}, nil
			},
		}
		b.open()
		test(b)
		cases.Verify(t, o.DB)
	})
}

// open makes the module and an engine with it.
func (b *bureau) open() {
	b.t.Helper()
	m, err := outgoing.New(b.d)
	b.must(err)
	b.m = m
	b.e, err = flow.New(b.t.Context(), flow.Options{
		Runner: b.Run, Kinds: m.Kinds, OpinionClause: "1-03-2.1", Days: cases.NoDays, Scan: blob.ScanTexts,
		Excepted: func(_ context.Context, _ store.Querier, caseID, clause string) (bool, error) {
			return clause == "1-03-R1" && b.excepted[caseID], nil
		},
	})
	b.must(err)
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// notice is a document that nothing is wrong with.
func notice() outgoing.Document {
	return outgoing.Document{
		Kind: "通知", Title: "关于进一步规范印章使用的通知", To: "各科室", Copies: 20, Disclosure: "依申请公开", Normative: "否", Fairness: "不涉及",
		Body: strings.Join([]string{
			"为进一步加强机关印章管理，规范用印审批程序，现就有关事项通知如下。", "一、严格审批", "坚持先审批、后用印，未经批准一律不得用印。", "二、逐次登记",
			"（一）登记要全。每次用印都要登记内容、份数、批准领导和经办人。", "（二）签字要清。经办人当场签字，不得代签、补签。",
		}, "\n"),
	}
}

func request() outgoing.Document {
	d := notice()
	d.Kind, d.Title, d.To, d.Note = "请示", "关于购置档案密集架的请示", "云泽市人民政府", "联系人：许文，电话：0300-1234567"
	d.Body = "因档案库房容量不足，拟购置密集架十二组，所需经费在年度预算内解决。\n妥否，请批示。"
	return d
}

// draft begins a document.
func (b *bureau) draft(login string, d outgoing.Document) (string, error) {
	b.t.Helper()
	answer, err := b.e.Start(b.t.Context(), b.Actor(login), ident.Secret(), flow.StartInput{Kind: outgoing.Kind, Fields: d})
	return answer.CaseID, err
}

func (b *bureau) see(login, id string) *flow.View {
	b.t.Helper()
	v, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor(login), id, "")
	b.must(err)
	return v
}

// act does what the person's page offers at the node.
func (b *bureau) act(login, id, node string, change func(*flow.Act)) error {
	b.t.Helper()
	return cases.Act(b.t, b.e, b.Clock, b.Actor(login), id, node, change)
}

func fields(v any) func(*flow.Act) { return func(a *flow.Act) { a.Fields = v } }

func back(to, why string) func(*flow.Act) {
	return func(a *flow.Act) { a.Action, a.To, a.Opinion = flow.Return, to, why }
}

func (b *bureau) refused(err error, clause string) norm.Refusal {
	b.t.Helper()
	return *cases.Refusal(b.t, b.DB, err, clause)
}

var checked = outgoing.Checking{Manners: true, Policy: true, Form: true, Consults: true}

// steps are what each node asks of whom, in the usual way of a notice by 许文.
func (b *bureau) step(node string) (string, func(*flow.Act)) {
	switch node {
	case "proofread":
		return "yewukeyuan", fields(outgoing.Proofreading{})
	case "dept":
		return "yewukezhang", nil
	case "check":
		return "wenmi", fields(checked)
	case "director":
		return "bangongshizhuren", fields(outgoing.Routing{Signer: "head"})
	case "leader":
		return "fujuzhang2", nil
	case "precheck":
		return "wenmi", nil
	case "sign":
		return "juzhang", nil
	case "number":
		return "wenmi", fields(outgoing.Numbering{Way: "新取", Date: "2026-11-24"})
	case "recheck":
		return "wenmi", fields(outgoing.Rechecking{Verdict: "定稿"})
	case "print":
		return "wenshu", fields(outgoing.Printing{Copies: 20, On: "2026-11-24"})
	case "seal":
		return "wenshu", fields(outgoing.Sealing{Copies: 20, Line: "用印〔2026〕1号"})
	case "send":
		return "wenshu", fields(outgoing.Dispatch{Items: []outgoing.Sending{{Organ: "各科室", Way: "内部", Copies: 5}, {Organ: "云泽市财政局", Way: "交换", Copies: 1}}})
	case "receipt":
		return "wenshu", fields(outgoing.Receipts{Missing: "内部分发，不需要回执。"})
	}
	b.t.Fatalf("no usual way through %s", node)
	return "", nil
}

var usual = []string{"proofread", "dept", "check", "director", "leader", "precheck", "sign", "number", "recheck", "print", "seal", "send", "receipt"}

// walk brings a case from a node up to another, which stays open; "" to the end.
func (b *bureau) walk(id, from, upTo string) {
	b.t.Helper()
	on := false
	for _, node := range usual {
		if node == upTo {
			return
		}
		if on = on || node == from; on {
			login, change := b.step(node)
			if err := b.act(login, id, node, change); err != nil {
				b.t.Fatalf("%s at %s: %v", login, node, err)
			}
		}
	}
}

// upTo drafts a document and brings it to a node.
func (b *bureau) upTo(node string, d outgoing.Document) string {
	b.t.Helper()
	id, err := b.draft("yewukeyuan", d)
	b.must(err)
	b.walk(id, "proofread", node)
	return id
}

// From drafting to the receipts, every step in the name of who it is for.
func TestOutgoing_FromDraftToReceipts_1_03(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("", notice())
		v := b.see("wenshu", id)
		if v.Case.State != flow.Closed || v.Case.Result != "待归档" || v.Case.Number != "局发〔2026〕1号" {
			b.t.Errorf("%s, %s, %s", v.Case.State, v.Case.Result, v.Case.Number)
		}
		if len(v.Files) != 1 || v.Files[0].Type != "application/pdf" || v.Files[0].Pages == 0 {
			b.t.Fatalf("%+v", v.Files)
		}
		file, err := b.blobs.load(b.t.Context(), v.Files[0].Hash)
		b.must(err)
		typetest.Check(b.t, file)
		text := typetest.Bare(typetest.Text(b.t, file))
		for _, want := range []string{"云泽市示范局文件", "局发〔2026〕1号", "关于进一步规范印章使用的通知", "2026年11月24日", "云泽市示范局办公室2026年11月24日印发"} {
			if !strings.Contains(text, want) {
				b.t.Errorf("the file does not say %s", want)
			}
		}
	})
}
