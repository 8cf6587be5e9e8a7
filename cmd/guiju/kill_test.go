package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/testkit"
)

const (
	killRounds  = 15
	killClients = 4
)

// attempt is one letter that a client registers: its file, then itself.
type attempt struct {
	key, number string
	file, id    string // "" until acknowledged
}

// A process killed at any moment has lost nothing it acknowledged, saved nothing
// by half and nothing twice; what was in the air is settled by its key (D1, D3, D4).
func TestKill_TheWholeProgram_D1(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := found(t, db())
			var made atomic.Int64
			clients := make([][]*attempt, killClients)
			for range killRounds {
				n := b.serve()
				if err := n.signIn("wenshu"); err != nil {
					t.Fatal(err)
				}
				var all sync.WaitGroup
				for i := range clients {
					all.Go(func() { clients[i] = n.work(clients[i], &made) })
				}
				time.Sleep(time.Duration(20+rand.IntN(600)) * time.Millisecond)
				n.kill()
				all.Wait()
			}
			n := b.serve()
			if err := n.signIn("wenshu"); err != nil {
				t.Fatal(err)
			}
			attempts := slices.Concat(clients...)
			for _, a := range attempts {
				if err := n.try(a); err != nil {
					t.Errorf("%s: %v", a.number, err)
				}
			}
			n.settled(attempts)
			n.stop()
			if text, code := b.run("verify"); code != 0 {
				t.Errorf("verify: %d %s", code, text)
			}
			t.Logf("%d letters", len(attempts))
		})
	}
}

// work repeats what was in the air, then registers until the process is gone.
func (n *node) work(attempts []*attempt, made *atomic.Int64) []*attempt {
	if len(attempts) > 0 {
		again := []*attempt{attempts[len(attempts)-1], attempts[rand.IntN(len(attempts))]}
		for _, a := range again {
			if n.try(a) != nil {
				return attempts
			}
		}
	}
	for {
		a := &attempt{key: ident.Secret(), number: fmt.Sprintf("云统函〔2026〕%d号", 3000+made.Add(1))}
		attempts = append(attempts, a)
		if n.try(a) != nil {
			return attempts
		}
	}
}

// try registers, or repeats what was done; an answer that differs from an earlier
// one fails the test, no answer is an error.
func (n *node) try(a *attempt) error {
	file, err := n.upload(a.key, a.number+".txt", "内容："+a.number)
	if err != nil {
		return err
	}
	if a.file != "" && a.file != file {
		n.Errorf("%s: file %s, then %s", a.number, a.file, file)
	}
	a.file = file
	status, answer, err := n.call("wenshu", http.MethodPost, "/cases/incoming", a.key, letter(a.number, file))
	if err != nil {
		return err
	}
	id, _ := answer["case_id"].(string)
	if status != http.StatusCreated || id == "" || a.id != "" && a.id != id {
		n.Errorf("%s: %d %v, before %q", a.number, status, answer, a.id)
	}
	a.id = id
	return nil
}

// upload gives the id of the file; an error means that no answer came.
func (n *node) upload(key, name, text string) (string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return "", err
	}
	if _, err := io.WriteString(part, text); err != nil {
		return "", err
	}
	if err := form.Close(); err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(n.Context(), http.MethodPost, n.url+"/api/v1/files", &body)
	if err != nil {
		return "", err
	}
	token, _ := n.tokens.Load("wenshu")
	req.Header.Set("Authorization", "Bearer "+token.(string))
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Idempotency-Key", key+"f")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }() // read to its end, or broken off
	var answer struct{ ID, Title string }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return "", err
	}
	if answer.ID == "" {
		n.Errorf("upload of %s: %d %s", name, res.StatusCode, answer.Title)
	}
	return answer.ID, nil
}

var inSeries = regexp.MustCompile(`〔(\d+)〕(\d+)号`)

// settled checks that each letter is there once with its file, and that the
// register's numbers have no gap.
func (n *node) settled(attempts []*attempt) {
	n.Helper()
	numbers := map[string]bool{}
	for _, a := range attempts {
		status, seen, err := n.call("wenshu", http.MethodGet, "/cases/"+a.id, "", nil)
		if err != nil || status != http.StatusOK {
			n.Fatalf("%s was acknowledged: %d %v", a.number, status, err)
		}
		files, _ := seen["files"].([]any)
		number, _ := seen["number"].(string)
		if len(files) != 1 || files[0].(map[string]any)["id"] != a.file || numbers[number] {
			n.Errorf("%s: number %s, files %v", a.number, number, files)
		}
		numbers[number] = true
	}
	n.is("关于报送情况的函", len(attempts))
	highest, count := map[string]int{}, map[string]int{}
	_, register, err := n.call("wenshu", http.MethodGet, "/registers/1-02-F1?from=2000-01-01&to=2999-12-31", "", nil)
	if err != nil {
		n.Fatal(err)
	}
	rows, _ := register["rows"].([]any)
	for _, row := range rows {
		m := inSeries.FindStringSubmatch(fmt.Sprint(row.(map[string]any)["cells"].([]any)[0]))
		if m == nil {
			n.Fatalf("no number in %v", row)
		}
		at, err := strconv.Atoi(m[2])
		if err != nil {
			n.Fatal(err)
		}
		highest[m[1]] = max(highest[m[1]], at)
		count[m[1]]++
	}
	for year, last := range highest {
		if count[year] != last {
			n.Errorf("%s: %d numbers, the highest %d", year, count[year], last)
		}
	}
	if len(rows) < len(attempts) {
		n.Errorf("%d rows in the register", len(rows))
	}
}
