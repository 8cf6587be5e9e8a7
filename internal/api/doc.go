package api

import (
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
)

func (a *API) norms(*call) (any, error) {
	var out []map[string]any
	for _, s := range a.Engine.Runner().Norm().Specs() {
		out = append(out, map[string]any{"id": s.ID, "name": s.Name, "clauses": len(s.All())})
	}
	return out, nil
}

func (a *API) spec(c *call) (any, error) {
	s, ok := a.Engine.Runner().Norm().Spec(c.PathValue("spec"))
	if !ok {
		return nil, store.ErrNotFound
	}
	var clauses []map[string]any
	for _, clause := range s.All() {
		clauses = append(clauses, clauseView(clause))
	}
	return map[string]any{"id": s.ID, "name": s.Name, "clauses": clauses, "forms": s.Forms, "keys": s.Keys, "settings": s.Settings}, nil
}

func clauseView(c norm.Clause) map[string]any {
	return map[string]any{"id": c.ID, "text": c.Text, "kinds": c.Kinds, "system": c.System, "enforced": c.Enforced, "where": c.Where, "test": c.Test, "pending": c.Pending}
}

func (a *API) clause(c *call) (any, error) {
	clause, ok := a.Engine.Runner().Norm().Clause(c.PathValue("id"))
	if !ok {
		return nil, store.ErrNotFound
	}
	return clauseView(clause), nil
}

// openapi is made from the table of routes and the definitions of the kinds.
func (a *API) openapi(c *call) (any, error) {
	paths := map[string]map[string]any{}
	add := func(path, method string, op map[string]any) {
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][method] = op
	}
	for _, r := range a.Routes() {
		if r.Path == "/api/v1/cases/{kind}" || r.Path == "/api/v1/cases/{id}/actions/{action}" {
			continue // literal ones below
		}
		add(r.Path, map[string]string{"GET": "get", "POST": "post"}[r.Method], operation(r.Summary, r.Policy, bodies[r.Path]))
	}
	for _, k := range a.Engine.Kinds() {
		ahead := map[string]any{}
		for _, n := range k.Def.Nodes {
			if n.Form != nil {
				ahead[n.ID] = n.Form.JSONSchema()
			}
		}
		add("/api/v1/cases/"+k.ID, "post", operation("发起"+k.Name, Write, object(map[string]any{"from": map[string]any{"type": "string"}, "fields": k.StartForm.JSONSchema(), "ahead": object(ahead)})))
		for _, n := range k.Def.Nodes {
			fields := map[string]any{"type": "object"}
			if asks := k.FormAt(k.Def, n); asks != nil {
				fields = asks.JSONSchema()
			}
			add("/api/v1/cases/{id}/actions/"+n.ID, "post", operation(k.Name+"："+n.Verb, Write, actSchema(fields)))
		}
	}
	for action, word := range flow.Words {
		add("/api/v1/cases/{id}/actions/"+string(action), "post", operation(word, Write, actSchema(map[string]any{"type": "object"})))
	}
	return map[string]any{
		"openapi": "3.1.0", "info": map[string]any{"title": a.Bureau(c.Context()) + " 规矩接口", "version": a.Version}, "paths": paths,
		"components": map[string]any{"securitySchemes": map[string]any{"token": map[string]any{"type": "http", "scheme": "bearer"}}},
	}, nil
}

// bodies are what changes outside of a case take.
var bodies = map[string]map[string]any{
	"/api/v1/exceptions": object(map[string]any{
		"kind": map[string]any{"type": "string", "enum": ruling.Kinds}, "clause": text, "case_id": text, "what": text, "allowed_by": text,
		"allowed_at": map[string]any{"type": "integer", "description": "UTC 毫秒"}, "how": text, "copies": map[string]any{"type": "integer", "description": "同意的份数；不计份数的为 0"}, "evidence": map[string]any{"type": "array", "items": text},
	}),
	"/api/v1/exceptions/{id}/confirm": object(map[string]any{"note": text}),
	"/api/v1/exceptions/{id}/object":  object(map[string]any{"why": text}),
}

var text = map[string]any{"type": "string"}

func object(properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "properties": properties}
}

func actSchema(fields map[string]any) map[string]any {
	number := map[string]any{"type": "integer"}
	return object(map[string]any{
		"task_id": text, "task_version": number, "content_version": number, "opinion": text, "fields": fields, "to": text,
		"straight": map[string]any{"type": "boolean"}, "people": map[string]any{"type": "array", "items": text}, "place": text,
		"signature": text, "signed_by": text, "scan": text, "in_order": map[string]any{"type": "boolean"}, "folder": text, "due": number,
	})
}

func operation(summary string, policy Policy, body map[string]any) map[string]any {
	problem := map[string]any{"description": "problem+json：拒绝时含条款和办法"}
	op := map[string]any{"summary": summary, "responses": map[string]any{
		"200": map[string]any{"description": "好"}, "403": problem, "404": problem, "409": problem, "422": problem,
	}}
	if policy != Public {
		op["security"] = []map[string]any{{"token": []string{}}}
	}
	if policy == Write {
		op["parameters"] = []map[string]any{{"name": "Idempotency-Key", "in": "header", "required": true, "schema": map[string]any{"type": "string"}}}
	}
	if body != nil {
		op["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": body}}}
	}
	return op
}
