package account

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

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
	secret, err := s.box.Open(c.TOTP)
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

// CodeURL is what an authenticator reads from the QR code of a secret.
func CodeURL(issuer, login, secret string) string {
	v := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {fmt.Sprint(period)}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+login) + "?" + v.Encode()
}

// NewCode makes a secret for one-time codes, to be shown as a QR code and
// confirmed with TurnOnCode.
func (s *Service) NewCode(who Identity) (string, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Guiju", AccountName: who.Login})
	if err != nil {
		return "", errs.New(errs.Internal, "没有生成动态码").With(err)
	}
	return key.Secret(), nil
}

// TurnOnCode asks for one-time codes from now on, if code is right for secret.
func (s *Service) TurnOnCode(ctx context.Context, who Identity, secret, code string) error {
	want, err := totp.GenerateCode(secret, s.run.Now())
	if err != nil || want != strings.TrimSpace(code) {
		return errs.New(errs.Invalid, "动态码不对，核对手机时间后再输一次").With(err)
	}
	return s.change(ctx, who.PersonID, CodeOn, "", who.PersonID, func(ctx context.Context, w *runner.Work) error {
		// The code just shown is used up; and who has codes already keeps them,
		// until an administrator takes them away.
		n, err := store.Exec(ctx, w.Tx, `UPDATE credential SET totp = $1, totp_last = $2 WHERE person_id = $3 AND totp = ''`,
			s.box.Seal(secret), w.Now().Unix()/period, who.PersonID)
		if err == nil && n != 1 {
			return errs.New(errs.Invalid, "已启用动态码；换手机时由系统管理员先停用")
		}
		return err
	})
}

// DropCode takes a person's one-time codes away, for a lost telephone: two
// administrators decide it (ruling.Dual calls it in their transaction). Every
// session ends.
func (s *Service) DropCode(ctx context.Context, w *runner.Work, personID string) error {
	n, err := store.Exec(ctx, w.Tx, `UPDATE credential SET totp = '', totp_last = 0, generation = generation + 1 WHERE person_id = $1 AND totp <> ''`, personID)
	if err != nil {
		return err
	}
	if n != 1 {
		return errs.New(errs.Invalid, "这个账号没有启用动态码")
	}
	return happened(ctx, w, personID, CodeOff, "", w.Request.Actor.PersonID)
}

// HasCode tells whether an account asks for one-time codes.
func (s *Service) HasCode(ctx context.Context, personID string) (bool, error) {
	c, err := s.credential(ctx, personID)
	return c.TOTP != "", err
}
