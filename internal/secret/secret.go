// Package secret encrypts what must not be readable in the database file:
// telephones, secrets of one-time codes, later the cases of discipline.
//
// The key-encrypting key is a file outside data and backups. It wraps data keys,
// one for each purpose, which stand in the database; so a backup alone opens
// nothing, and the file can be changed without encrypting anything again.
// Encryption is SM4-GCM, exact search goes by HMAC-SM3 (GM/T, by emmansun/gmsm).
package secret

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations is the table of wrapped data keys.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Purposes of data keys.
const (
	General    = "general"
	Discipline = "discipline" // 信访、纪检: sealed from the program's administrators
)

const keySize = 16

// Keyring opens boxes with the key in a file. Use OpenKeyring.
type Keyring struct {
	db  *store.DB
	kek *Box
	id  string // names the key without giving it away
}

// OpenKeyring reads the key from its file. A new one is made only while the
// database holds nothing that another key has wrapped; otherwise the error names
// the key that is missing.
func OpenKeyring(ctx context.Context, db *store.DB, path string) (_ *Keyring, err error) {
	defer errs.Wrap(&err, "secret.OpenKeyring")
	ids, err := store.Column[string](ctx, db.Read(), `SELECT DISTINCT key_id FROM data_key`)
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(ids) == 0:
		if key, err = makeKey(path); err != nil {
			return nil, err
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("缺少数据密钥 %v：把它放到 %s，再启动", ids, path)
	case err != nil:
		return nil, err
	}
	k := &Keyring{db: db, id: nameOf(key)}
	if k.kek, err = newBox(key); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, id := range ids {
		if id != k.id {
			return nil, fmt.Errorf("%s 是密钥 %s，数据要用密钥 %s", path, k.id, id)
		}
	}
	return k, nil
}

func makeKey(path string) ([]byte, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // crypto/rand.Read never fails
	return key, os.WriteFile(path, key, 0o600)
}

// nameOf is the start of the key's hash.
func nameOf(key []byte) string {
	sum := sm3.Sum(append([]byte("guiju key\n"), key...))
	return hex.EncodeToString(sum[:4])
}

// ID names the key without giving it away.
func (k *Keyring) ID() string { return k.id }

// Box gives the box of a purpose; its data key is made at first use.
func (k *Keyring) Box(ctx context.Context, purpose string) (_ *Box, err error) {
	defer errs.Wrap(&err, "secret.Box(%s)", purpose)
	fresh := make([]byte, keySize)
	_, _ = rand.Read(fresh) // crypto/rand.Read never fails
	wrapped := ""
	err = k.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := store.Exec(ctx, tx, `INSERT INTO data_key (name, key_id, wrapped, made_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (name) DO NOTHING`, purpose, k.id, k.kek.Seal(string(fresh)), clock.Millis(tx.Now())); err != nil {
			return err
		}
		wrapped, err = store.Value[string](ctx, tx, `SELECT wrapped FROM data_key WHERE name = $1`, purpose)
		return err
	})
	if err != nil {
		return nil, err
	}
	key, err := k.kek.Open(wrapped)
	if err != nil {
		return nil, err
	}
	return newBox([]byte(key))
}

// Replace makes a new key in newPath and wraps every data key with it; the old
// file opens nothing any more.
func (k *Keyring) Replace(ctx context.Context, newPath string) (_ *Keyring, err error) {
	defer errs.Wrap(&err, "secret.Replace")
	if _, err := os.Stat(newPath); !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(fmt.Errorf("%s 已存在，换一个文件名", newPath), err)
	}
	key, err := makeKey(newPath)
	if err != nil {
		return nil, err
	}
	next := &Keyring{db: k.db, id: nameOf(key)}
	if next.kek, err = newBox(key); err != nil {
		return nil, err
	}
	return next, k.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		type row struct {
			Name    string `db:"name"`
			Wrapped string `db:"wrapped"`
		}
		all, err := store.All[row](ctx, tx, `SELECT name, wrapped FROM data_key`)
		if err != nil {
			return err
		}
		for _, r := range all {
			text, err := k.kek.Open(r.Wrapped)
			if err != nil {
				return err
			}
			if _, err := store.Exec(ctx, tx, `UPDATE data_key SET key_id = $1, wrapped = $2 WHERE name = $3`, next.id, next.kek.Seal(text), r.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// Box encrypts short texts.
type Box struct {
	aead cipher.AEAD
	mac  []byte
}

func newBox(key []byte) (*Box, error) {
	if len(key) != keySize {
		return nil, fmt.Errorf("a key has %d bytes, not %d", keySize, len(key))
	}
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	sum := sm3.Sum(append([]byte("guiju index\n"), key...))
	return &Box{aead, sum[:]}, err
}

// Seal encrypts a text; the same text gives another result each time.
func (b *Box) Seal(text string) string {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce) // crypto/rand.Read never fails
	return base64.StdEncoding.EncodeToString(b.aead.Seal(nonce, nonce, []byte(text), nil))
}

var errSealed = errors.New("secret: not sealed by this key")

// Open decrypts what Seal gave.
func (b *Box) Open(sealed string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < b.aead.NonceSize() {
		return "", errors.Join(errSealed, err)
	}
	text, err := b.aead.Open(nil, raw[:b.aead.NonceSize()], raw[b.aead.NonceSize():], nil)
	if err != nil {
		return "", errors.Join(errSealed, err)
	}
	return string(text), nil
}

// Index is the same for the same text, for exact search without decrypting.
func (b *Box) Index(text string) string {
	mac := hmac.New(sm3.New, b.mac)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}
