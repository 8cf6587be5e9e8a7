package audit

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"

	"crypto/ecdsa"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"guiju.cn/guiju/internal/errs"
)

// Signer signs checkpoints with SM2 over SM3.
type Signer struct{ key *sm2.PrivateKey }

// Public is the key that checks them; it is all an offline verifier needs.
type Public struct{ key *ecdsa.PublicKey }

// LoadSigner reads the private key from a file outside data and backups, and
// makes one there if the file does not exist.
func LoadSigner(path string) (_ *Signer, err error) {
	defer errs.Wrap(&err, "audit.LoadSigner")
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return makeSigner(path)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM block", path)
	}
	key, err := smx509.ParseSM2PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	return &Signer{key}, nil
}

func makeSigner(path string) (*Signer, error) {
	key, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := smx509.MarshalSM2PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "SM2 PRIVATE KEY", Bytes: der})
	return &Signer{key}, os.WriteFile(path, text, 0o600)
}

// Sign gives the signature in base64.
func (s *Signer) Sign(text []byte) (string, error) {
	sig, err := s.key.SignWithSM2(rand.Reader, nil, text)
	return base64.StdEncoding.EncodeToString(sig), err
}

// Public gives the checking key.
func (s *Signer) Public() *Public { return &Public{&s.key.PublicKey} }

// PEM writes the public key for carrying off the machine.
func (p *Public) PEM() ([]byte, error) {
	der, err := smx509.MarshalPKIXPublicKey(p.key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// ParsePublic reads what PEM wrote.
func ParsePublic(text []byte) (_ *Public, err error) {
	defer errs.Wrap(&err, "audit.ParsePublic")
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM block")
	}
	key, err := smx509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	ec, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("not an SM2 public key")
	}
	return &Public{ec}, nil
}

// Check tells whether the signature is this key's over text.
func (p *Public) Check(text []byte, signature string) bool {
	sig, err := base64.StdEncoding.DecodeString(signature)
	return err == nil && sm2.VerifyASN1WithSM2(p.key, nil, text, sig)
}
