package blob

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/store"
)

// steps is a shelf in memory on which every operation of two actors waits for
// its turn, so that a test decides in which order they happen.
type steps struct {
	files map[string][]byte
	turn  [2]chan struct{} // who may take one step
	took  chan bool        // false: that actor has ended
}

type actorKey struct{}

func (s *steps) step(ctx context.Context) {
	actor, ok := ctx.Value(actorKey{}).(int)
	if !ok {
		return
	}
	s.took <- true
	<-s.turn[actor]
}

func (s *steps) put(ctx context.Context, hash string, data []byte) error {
	s.step(ctx)
	s.files[hash] = data
	return nil
}

func (s *steps) has(ctx context.Context, hash string) error {
	s.step(ctx)
	if _, there := s.files[hash]; !there {
		return store.ErrNotFound
	}
	return nil
}

func (s *steps) open(ctx context.Context, hash string) (io.ReadSeekCloser, int64, error) {
	s.step(ctx)
	data, there := s.files[hash]
	if !there {
		return nil, 0, store.ErrNotFound
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(data), io.NopCloser(nil)}, int64(len(data)), nil
}

func (s *steps) remove(ctx context.Context, hash string) error {
	s.step(ctx)
	delete(s.files, hash)
	return nil
}

func (s *steps) old(ctx context.Context, _ time.Time, visit func(string)) error {
	s.step(ctx)
	for hash := range s.files {
		visit(hash)
	}
	return nil
}

func (s *steps) translate(err error) error { return err }
func (s *steps) Close() error              { return nil }

// In whatever order an upload of a file that has been lying about and the sweep
// take their steps, a file whose row stands in the end is there.
func TestSweep_NeverTakesAFileWithARow_D6(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		data := []byte("信")
		hash := hashOf(data)
		shelf := &steps{files: map[string][]byte{hash: data}, turn: [2]chan struct{}{make(chan struct{}), make(chan struct{})}, took: make(chan bool)}
		s := &Store{shelf: shelf, onFatal: func(error) {}}
		row := false
		run := func(actor int, do func(ctx context.Context) error) {
			ctx := context.WithValue(ctx, actorKey{}, actor)
			go func() {
				if err := do(ctx); err != nil {
					t.Error(err)
				}
				shelf.took <- false
			}()
			<-shelf.took // stands before its first step
		}
		run(0, func(ctx context.Context) error {
			if _, err := s.Put(ctx, data); err != nil {
				return err
			}
			shelf.step(ctx)
			row = true
			return s.Keep(ctx, hash, data)
		})
		run(1, func(ctx context.Context) error {
			_, err := s.Sweep(ctx, time.Time{}, func(ctx context.Context, _ string) (bool, error) {
				shelf.step(ctx)
				return row, nil
			})
			return err
		})
		for alive := []int{0, 1}; len(alive) > 0; {
			i := rapid.IntRange(0, len(alive)-1).Draw(t, "who")
			shelf.turn[alive[i]] <- struct{}{}
			if !<-shelf.took {
				alive = append(alive[:i], alive[i+1:]...)
			}
		}
		if !bytes.Equal(shelf.files[hash], data) {
			t.Fatal("the row names a file that is gone")
		}
	})
}
