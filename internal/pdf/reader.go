package pdf

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sort"
	"sync"
	"time"

	"guiju.cn/guiju/internal/errs"
)

func sortRows(rows [][]piece) {
	for _, row := range rows {
		sort.SliceStable(row, func(i, j int) bool { return row[i].left < row[j].left })
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i][0].top > rows[j][0].top })
}

// Options of New.
type Options struct {
	// Command starts a child; nil runs this binary with “pdf-child”.
	Command func() *exec.Cmd
	Idle    time.Duration // after which the child ends; 0 = a minute
	Timeout time.Duration // of one request; 0 = 30 seconds
}

// Reader reads PDFs in a child that it starts when needed. Requests wait for
// each other.
type Reader struct {
	o     Options
	turn  chan struct{} // holds one token
	mu    sync.Mutex
	child *child
	timer *time.Timer
}

type child struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	enc *gob.Encoder
	dec *gob.Decoder
}

// New gives a reader; nothing is started yet.
func New(o Options) *Reader {
	if o.Command == nil {
		o.Command = func() *exec.Cmd {
			self, err := os.Executable()
			if err != nil {
				self = os.Args[0]
			}
			return exec.Command(self, "pdf-child") //nolint:gosec // G204: this very binary
		}
	}
	if o.Idle == 0 {
		o.Idle = time.Minute
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	r := &Reader{o: o, turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r
}

// Close ends the child.
func (r *Reader) Close() { r.end(nil) }

// Text reads the lines of every page, and the document's metadata.
func (r *Reader) Text(ctx context.Context, data []byte) (_ []PageText, meta []string, err error) {
	defer errs.Wrap(&err, "pdf.Text")
	res, err := r.ask(ctx, request{Data: data})
	return res.Pages, res.Meta, err
}

// Lines is Text without sizes, for the scan of markings (blob.TextReader).
func (r *Reader) Lines(ctx context.Context, data []byte) ([][]string, []string, error) {
	pages, meta, err := r.Text(ctx, data)
	lines := make([][]string, len(pages))
	for i, p := range pages {
		for _, l := range p.Lines {
			lines[i] = append(lines[i], l.Text)
		}
	}
	return lines, meta, err
}

// mostWidth bounds the pixels of a picture.
const mostWidth = 2400

// Render gives a page, counted from 1, as PNG of that width in pixels.
func (r *Reader) Render(ctx context.Context, data []byte, page, width int) (_ []byte, err error) {
	defer errs.Wrap(&err, "pdf.Render")
	if page < 1 || width < 1 || width > mostWidth {
		return nil, errs.New(errs.NotFound, "没有这一页")
	}
	res, err := r.ask(ctx, request{Data: data, Render: true, Page: page - 1, Width: width})
	if err != nil {
		return nil, err
	}
	return res.PNG[0], nil
}

// RenderAll gives every page as PNG of that width in pixels.
func (r *Reader) RenderAll(ctx context.Context, data []byte, width int) (_ [][]byte, err error) {
	defer errs.Wrap(&err, "pdf.RenderAll")
	if width < 1 || width > mostWidth {
		return nil, errs.New(errs.NotFound, "没有这个宽度")
	}
	res, err := r.ask(ctx, request{Data: data, All: true, Width: width})
	return res.PNG, err
}

func (r *Reader) ask(ctx context.Context, req request) (response, error) {
	select {
	case <-r.turn:
	case <-ctx.Done():
		return response{}, ctx.Err()
	}
	defer func() { r.turn <- struct{}{} }()
	c, err := r.running()
	if err != nil {
		return response{}, errs.New(errs.Unavailable, "文件阅读暂时不可用，稍后再试").With(err)
	}
	type result struct {
		res response
		err error
	}
	answered := make(chan result, 1)
	go func() {
		var out result
		if out.err = c.enc.Encode(req); out.err == nil {
			out.err = c.dec.Decode(&out.res)
		}
		answered <- out
	}()
	timer := time.NewTimer(r.o.Timeout)
	defer timer.Stop()
	select {
	case out := <-answered:
		if out.err != nil {
			r.end(c)
			return response{}, errs.New(errs.Invalid, "这个 PDF 不能读取，重新另存或扫描后再上传").With(out.err)
		}
		r.restAfter(c)
		if out.res.Error != "" {
			return response{}, errs.New(errs.Invalid, "这个 PDF 已损坏或没有这一页").With(errors.New(out.res.Error))
		}
		return out.res, nil
	case <-timer.C:
		r.end(c)
		return response{}, errs.New(errs.Invalid, "这个 PDF 读取超时，拆成几个文件后再上传")
	}
}

func (r *Reader) running() (*child, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.timer != nil {
		r.timer.Stop()
	}
	if r.child != nil {
		return r.child, nil
	}
	cmd := r.o.Command()
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("pdf: child: %w", err)
	}
	r.child = &child{cmd: cmd, in: in, enc: gob.NewEncoder(in), dec: gob.NewDecoder(out)}
	return r.child, nil
}

// restAfter ends the child when nobody has asked for a while.
func (r *Reader) restAfter(c *child) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.timer = time.AfterFunc(r.o.Idle, func() { r.end(c) })
}

// end kills a child, nil for whichever runs; the next request starts another.
func (r *Reader) end(c *child) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.child == nil || c != nil && r.child != c {
		return
	}
	_ = r.child.in.Close()         // it ends by itself
	_ = r.child.cmd.Process.Kill() // or not
	_ = r.child.cmd.Wait()         // killed: its state says nothing new
	r.child = nil
}
