package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
)

// decode reads one form; its issues travel as an error.
func decode(spec form.Spec, text json.RawMessage) (any, error) {
	if len(text) == 0 {
		text = json.RawMessage("{}")
	}
	fields, issues, err := spec.DecodeJSONAny(text)
	if err != nil {
		return nil, err
	}
	if len(issues) > 0 {
		return nil, &invalid{issues}
	}
	return fields, nil
}

type startBody struct {
	From   string                     `json:"from"` // id of the case it follows from
	Fields json.RawMessage            `json:"fields"`
	Ahead  map[string]json.RawMessage `json:"ahead"` // fields of the next steps, by step
}

func (a *API) start(c *call) (any, error) {
	k, ok := a.Engine.Kind(c.PathValue("kind"))
	if !ok {
		return nil, store.ErrNotFound
	}
	var in startBody
	if err := c.body(&in); err != nil {
		return nil, err
	}
	fields, err := decode(k.StartForm, in.Fields)
	if err != nil {
		return nil, err
	}
	input := flow.StartInput{Kind: k.ID, From: in.From, Fields: fields, Ahead: map[string]any{}}
	for id, text := range in.Ahead {
		n, ok := k.Def.Node(id)
		if !ok || n.Form == nil {
			return nil, errs.Newf(errs.Malformed, "没有环节 %s", id)
		}
		if input.Ahead[id], err = decode(n.Form, text); err != nil {
			return nil, err
		}
	}
	answer, err := a.Engine.Start(c.Context(), c.actor(), c.key, input)
	c.status = http.StatusCreated
	return answer, err
}

type actBody struct {
	TaskID         string          `json:"task_id"`
	TaskVersion    int64           `json:"task_version"`
	ContentVersion int64           `json:"content_version"`
	Opinion        string          `json:"opinion"`
	Fields         json.RawMessage `json:"fields"`
	To             string          `json:"to"`
	Straight       bool            `json:"straight"`
	People         []string        `json:"people"`
	Place          string          `json:"place"`
	Signature      string          `json:"signature"`
	SignedBy       string          `json:"signed_by"` // recorded from paper
	Scan           string          `json:"scan"`
	InOrder        bool            `json:"in_order"` // of a circulation
	Folder         string          `json:"folder"`
	Due            int64           `json:"due"` // UTC milliseconds
}

// act takes a general action, or a step's id for its primary one.
func (a *API) act(c *call) (any, error) {
	var in actBody
	if err := c.body(&in); err != nil {
		return nil, err
	}
	v, err := a.Engine.See(c.Context(), c.q(), c.actor(), c.PathValue("id"), in.TaskID)
	if err != nil {
		return nil, err
	}
	act := flow.Act{
		CaseID: v.Case.ID, TaskID: in.TaskID, TaskVersion: in.TaskVersion, ContentVersion: in.ContentVersion, Action: flow.Action(c.PathValue("action")),
		Opinion: in.Opinion, To: in.To, Straight: in.Straight, People: in.People, Place: in.Place, Signature: in.Signature,
		InOrder: in.InOrder, Folder: in.Folder, Due: in.Due,
	}
	if in.SignedBy != "" {
		act.Paper = &flow.OnPaper{SignedBy: in.SignedBy, Scan: in.Scan}
	}
	if act.Action == flow.Correct && v.Kind.Correction != nil {
		if act.Fields, err = decode(v.Kind.Correction.Form, in.Fields); err != nil {
			return nil, err
		}
	}
	if act.Action == flow.Revise && v.Kind.Amend != nil {
		if act.Fields, err = decode(v.Kind.StartForm, in.Fields); err != nil {
			return nil, err
		}
	}
	if n, ok := v.Def.Node(string(act.Action)); ok {
		act.Action = flow.Approve
		if asks := v.Kind.FormAt(v.Def, n); asks != nil {
			if act.Fields, err = decode(asks, in.Fields); err != nil {
				return nil, err
			}
		}
	}
	return a.Engine.Act(c.Context(), c.actor(), c.key, act)
}

type taskView struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Step    string `json:"step"`
	Name    string `json:"name"`
	Who     string `json:"who"`
	Due     string `json:"due,omitempty"`
	DueHow  string `json:"due_how,omitempty"`
	Mine    bool   `json:"mine"`
}

type lineView struct {
	Seq      int64           `json:"seq"`
	Step     string          `json:"step"`
	Action   string          `json:"action"`
	Person   string          `json:"person"`
	Post     string          `json:"post"`
	Why      string          `json:"why,omitempty"`
	Opinion  string          `json:"opinion,omitempty"`
	Data     json.RawMessage `json:"data,omitempty"`
	At       string          `json:"at"`
	Content  int64           `json:"content_version"`
	Hash     string          `json:"content_hash"`
	Recorded string          `json:"recorded_by,omitempty"`
}

func stamp(ms int64) string {
	if ms == 0 {
		return ""
	}
	return clock.FromMillis(ms).Format(time.RFC3339)
}

func (a *API) see(c *call) (any, error) {
	v, err := a.Engine.See(c.Context(), c.q(), c.actor(), c.PathValue("id"), "")
	if err != nil {
		return nil, err
	}
	var tasks []taskView
	for _, o := range v.Open {
		tasks = append(tasks, taskView{o.ID, o.Version, o.Node, o.NodeName, o.Who, stamp(o.DueAt), o.DueText, v.Task != nil && v.Task.ID == o.ID})
	}
	actions := []map[string]string{}
	for _, x := range v.Actions {
		actions = append(actions, map[string]string{"action": string(x.Action), "label": x.Label})
	}
	var history []lineView
	for _, l := range v.History {
		history = append(history, lineView{l.Seq, l.Node, string(l.Action), l.PersonName, l.Post, l.Why, l.Opinion, json.RawMessage(l.Data), stamp(l.At), l.ContentVersion, l.ContentHash, l.RecordedBy})
	}
	var files []map[string]any
	for _, f := range v.Files {
		files = append(files, map[string]any{"id": f.ID, "name": f.Name, "type": f.Type, "size": f.Size, "sha256": f.Hash})
	}
	return map[string]any{
		"id": v.Case.ID, "kind": v.Case.Kind, "number": v.Case.Number, "title": v.Case.Title, "state": v.Case.State, "result": v.Case.Result,
		"content_version": v.Case.ContentVersion, "content_hash": v.Hash, "fields": json.RawMessage(v.Kind.Content.CanonicalAny(v.Content)),
		"tasks": tasks, "actions": actions, "history": history, "files": files, "created_at": stamp(v.Case.CreatedAt), "closed_at": stamp(v.Case.ClosedAt),
	}, nil
}

func (a *API) tasks(c *call) (any, error) {
	box := flow.Box(c.URL.Query().Get("box"))
	if box == "" {
		box = flow.Todo
	}
	items, total, err := a.Engine.List(c.Context(), c.q(), c.who.PersonID, box, c.URL.Query().Get("kind"), flow.Page{Most: 100})
	return map[string]any{"items": itemViews(items), "total": total}, err
}

func itemViews(items []flow.Item) []map[string]any {
	out := make([]map[string]any, 0, len(items))
	for _, i := range items {
		out = append(out, map[string]any{"case_id": i.CaseID, "kind": i.Kind, "title": i.Title, "number": i.Number, "state": i.State, "task_id": i.TaskID, "step": i.Node, "since": stamp(i.At), "due": stamp(i.DueAt)})
	}
	return out
}

const casesMost = 50

// cases lists visible cases newest first; cursor is the last id seen. With q it
// looks for words instead, and says where they stand.
func (a *API) cases(c *call) (any, error) {
	q := c.URL.Query()
	if q.Get("q") != "" {
		return a.search(c)
	}
	var from, to clock.Date
	if err := c.period(&from, &to); err != nil {
		return nil, err
	}
	b := new(store.Query).Add(`SELECT c.id AS case_id, c.kind, c.title, c.number, c.state, c.urgency, c.flow_version, '' AS task_id, '' AS node,
		'' AS label, '' AS principal, '' AS from_name, c.created_at AS at, c.due_at, 0 AS urged, 0 AS unread FROM cases c WHERE `)
	a.Engine.VisibleTo(b, "c.id", c.who.PersonID, c.duties)
	for name, column := range map[string]string{"kind": "c.kind", "state": "c.state"} {
		if value := q.Get(name); value != "" {
			b.Add(` AND `+column+` = ?`, value)
		}
	}
	if from != "" {
		b.Add(` AND c.created_at >= ?`, clock.Millis(from.Time(0, 0)))
	}
	if to != "" {
		b.Add(` AND c.created_at < ?`, clock.Millis(to.AddDays(1).Time(0, 0)))
	}
	if cursor := q.Get("cursor"); cursor != "" {
		b.Add(` AND c.id < ?`, cursor)
	}
	b.Add(` ORDER BY c.id DESC LIMIT ?`, casesMost+1)
	items, err := store.All[flow.Item](c.Context(), c.q(), b.SQL(), b.Args()...)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(items) > casesMost {
		items = items[:casesMost]
		next = items[casesMost-1].CaseID
	}
	return map[string]any{"items": itemViews(items), "cursor": next}, nil
}

// period reads the days from and to of the address; what is not asked for stays.
func (c *call) period(from, to *clock.Date) error {
	for name, day := range map[string]*clock.Date{"from": from, "to": to} {
		if typed := c.URL.Query().Get(name); typed != "" {
			value, msg := form.ParseOne(form.Field{Name: name, Label: name, Kind: form.DateKind}, typed)
			if msg != "" {
				return &invalid{[]form.Issue{{Field: name, Message: msg}}}
			}
			*day = clock.Date(value)
		}
	}
	return nil
}

// search gives what was found; cursor is that of the page before.
func (a *API) search(c *call) (any, error) {
	q := c.URL.Query()
	look := flow.Look{Text: q.Get("q"), Kind: q.Get("kind"), State: flow.State(q.Get("state")), Page: flow.Page{Most: casesMost}}
	var err error
	if look.Before, err = cursor(q.Get("cursor")); err != nil {
		return nil, err
	}
	if err := c.period(&look.From, &look.To); err != nil {
		return nil, err
	}
	found, err := a.Engine.Find(c.Context(), c.q(), c.who.PersonID, look)
	if err != nil {
		return nil, err
	}
	items := make([]flow.Item, len(found.Hits))
	for i, h := range found.Hits {
		items[i] = h.Item
	}
	views := itemViews(items)
	for i, h := range found.Hits {
		views[i]["why"], views[i]["snippet"] = h.Why, h.Snippet
	}
	next := ""
	if found.Next != 0 {
		next = strconv.FormatInt(found.Next, 10)
	}
	return map[string]any{"items": views, "cursor": next, "total": found.Total}, nil
}

func cursor(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, errs.New(errs.Malformed, "cursor 用上一页给出的值").With(err)
	}
	return n, nil
}

// register gives a register as JSON; XLSX and PDF are the pages' own.
func (a *API) register(c *call) (any, error) {
	r, ok := a.Modules.Register(c.PathValue("form"))
	if !ok || !r.ReadBy(c.duties) {
		return nil, store.ErrNotFound
	}
	filter, issues := web.ReadFilter(r, c.URL.Query())
	if len(issues) > 0 {
		return nil, &invalid{issues}
	}
	ask := module.Ask{Filter: filter, Page: flow.Page{Most: web.ExportMost}, Duties: c.duties, Limit: r.LimitFor(a.Engine, c.who.PersonID, c.duties)}
	rows, err := r.Rows(c.Context(), c.q(), ask)
	if err != nil {
		return nil, err
	}
	format := c.URL.Query().Get("format")
	if format == "" {
		format = map[string]string{"application/pdf": "pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx"}[c.Header.Get("Accept")]
	}
	if format == "pdf" || format == "xlsx" {
		data, kind, err := web.Export(web.ExportAsk{Register: r, Rows: rows, Filter: filter, Format: format, Bureau: a.Bureau(c.Context()), By: c.who.Name, At: a.Engine.Runner().Now(), Fonts: a.Fonts})
		if err != nil {
			return nil, err
		}
		c.raw = true
		c.w.Header().Set("Content-Type", kind)
		c.w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, _ = c.w.Write(data) // the caller may have gone away
		return nil, nil
	}
	columns := make([]string, len(r.Columns))
	for i, col := range r.Columns {
		columns[i] = col.Title
	}
	lines := make([]map[string]any, 0, len(rows.Rows))
	for _, row := range rows.Rows {
		lines = append(lines, map[string]any{"case_id": row.CaseID, "cells": row.Cells, "void": row.Void})
	}
	return map[string]any{"form": r.ID, "title": r.Title, "columns": columns, "rows": lines, "count": rows.Count}, nil
}

// files takes one file as multipart/form-data.
func (a *API) files(c *call) (any, error) {
	kind, params, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, errs.New(errs.Malformed, "用 multipart/form-data 上传一个文件").With(err)
	}
	parts := multipart.NewReader(http.MaxBytesReader(c.w, c.Body, 64<<20), params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errs.New(errs.Malformed, "没有文件")
		}
		if err != nil {
			return nil, errs.New(errs.Malformed, "文件没有传完").With(err)
		}
		if part.FileName() == "" {
			continue
		}
		id, name, err := a.Store(c.Context(), c.actor(), c.key, part.FileName(), part)
		c.status = http.StatusCreated
		return map[string]string{"id": id, "name": name}, err
	}
}
