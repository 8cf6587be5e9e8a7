package account

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// box encrypts small secrets with AES-GCM.
type box struct{ aead cipher.AEAD }

func newBox(key []byte) (*box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &box{aead}, err
}

func (b *box) seal(text string) string {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce) // crypto/rand.Read never fails
	return base64.StdEncoding.EncodeToString(b.aead.Seal(nonce, nonce, []byte(text), nil))
}

func (b *box) open(sealed string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < b.aead.NonceSize() {
		return "", errors.Join(errors.New("account: not a sealed secret"), err)
	}
	text, err := b.aead.Open(nil, raw[:b.aead.NonceSize()], raw[b.aead.NonceSize():], nil)
	return string(text), err
}

const period = 30

// checkCode tells the step of a right one-time code; ErrCode asks for one. 0
// where the account has none.
func (s *Service) checkCode(c credential, code string, now time.Time) (int64, error) {
	if c.TOTP == "" {
		return 0, nil
	}
	code = strings.TrimSpace(code)
	if code == "" {
		return 0, ErrCode
	}
	secret, err := s.box.open(c.TOTP)
	if err != nil {
		return 0, err
	}
	for _, shift := range []int64{0, -1, 1} {
		at := now.Add(time.Duration(shift*period) * time.Second)
		want, err := totp.GenerateCode(secret, at)
		if err != nil {
			return 0, err
		}
		if step := at.Unix() / period; want == code && step > c.TOTPLast {
			return step, nil
		}
	}
	return 0, errWrong
}

// NewCode makes a secret for one-time codes, to be shown as a QR code and
// confirmed with TurnOnCode.
func (s *Service) NewCode(who Identity) (secret, url string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Guiju", AccountName: who.Login})
	if err != nil {
		return "", "", errs.New(errs.Internal, "没有生成动态码").With(err)
	}
	return key.Secret(), key.URL(), nil
}

// TurnOnCode asks for one-time codes from now on, if code is right for secret.
func (s *Service) TurnOnCode(ctx context.Context, who Identity, secret, code string) error {
	want, err := totp.GenerateCode(secret, s.run.Now())
	if err != nil || want != strings.TrimSpace(code) {
		return errs.New(errs.Invalid, "动态码不对，核对手机时间后再输一次").With(err)
	}
	return s.change(ctx, who.PersonID, "totp-on", "", who.PersonID, func(ctx context.Context, w *runner.Work) error {
		// The code just shown is used up; and who has codes already keeps them,
		// until an administrator takes them away.
		n, err := store.Exec(ctx, w.Tx, `UPDATE credential SET totp = $1, totp_last = $2 WHERE person_id = $3 AND totp = ''`,
			s.box.seal(secret), w.Now().Unix()/period, who.PersonID)
		if err == nil && n != 1 {
			return errs.New(errs.Invalid, "已启用动态码；换手机时由系统管理员先停用")
		}
		return err
	})
}
