package app

import (
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"guiju.cn/guiju/internal/store"
)

// Config is how one node runs. Settings come by flag, then GUIJU_*, then
// guiju.toml in the data folder.
type Config struct {
	Data    string // folder of database, files, keys
	Addr    string // where pages and API listen
	DB      string // postgres://… or the path of an SQLite file; "" = Data/guiju.db
	Keys    string // folder of keys, outside data and backups; "" = Data + ".keys"
	Fonts   string // folder of fonts; "" = beside the binary
	TLSCert string
	TLSKey  string
	Trusted string // CIDRs of proxies whose forwarded addresses count
	Version string
	Upgrade bool // bring an older schema up to date

	// Blobs is where attachments stand: "" = Data/files, another folder, or
	// s3://host:port/bucket. The keys of a bucket come from GUIJU_BLOBS_KEY and
	// GUIJU_BLOBS_SECRET or guiju.toml, never by flag.
	Blobs, BlobsKey, BlobsSecret string
	// Failpoints is nil but in tests (reliability.md D14).
	Failpoints func(name string) error

	unsynced bool // while a demo bureau is made
}

// Flags declares the settings every subcommand shares.
func (c *Config) Flags(set *flag.FlagSet) {
	set.StringVar(&c.Data, "data", "data", "数据目录")
	set.StringVar(&c.DB, "db", "", "数据库：SQLite 文件，或 postgres:// 地址")
	set.StringVar(&c.Keys, "keys", "", "密钥目录，放在数据目录和备份之外")
	set.StringVar(&c.Fonts, "fonts", "", "字体目录")
	set.StringVar(&c.Blobs, "blobs", "", "附件存放处：目录，或 s3://主机:端口/桶?region=地域&tls=off；密钥用环境变量 GUIJU_BLOBS_KEY、GUIJU_BLOBS_SECRET")
}

// ServeFlags declares those of serve alone.
func (c *Config) ServeFlags(set *flag.FlagSet) {
	set.StringVar(&c.Addr, "addr", "127.0.0.1:8080", "监听地址")
	set.StringVar(&c.TLSCert, "tls-cert", "", "TLS 证书文件")
	set.StringVar(&c.TLSKey, "tls-key", "", "TLS 私钥文件")
	set.StringVar(&c.Trusted, "trusted-proxy", "", "可信代理的网段，逗号分隔")
}

// Fill completes what no flag has set, from the environment and guiju.toml.
func (c *Config) Fill(set *flag.FlagSet) error {
	given := map[string]bool{}
	set.Visit(func(f *flag.Flag) { given[f.Name] = true })
	file, err := readSettings(filepath.Join(c.Data, "guiju.toml"))
	if err != nil {
		return err
	}
	lookup := func(name string) (string, bool) {
		value, ok := os.LookupEnv("GUIJU_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
		if !ok {
			value, ok = file[name]
		}
		return value, ok
	}
	set.VisitAll(func(f *flag.Flag) {
		if given[f.Name] || err != nil {
			return
		}
		if value, ok := lookup(f.Name); ok {
			err = set.Set(f.Name, value)
		}
	})
	if err != nil {
		return err
	}
	c.BlobsKey, _ = lookup("blobs-key")
	c.BlobsSecret, _ = lookup("blobs-secret")
	return c.complete()
}

func (c *Config) complete() error {
	if c.Data == "" {
		return errors.New("no data folder")
	}
	if c.DB == "" {
		c.DB = filepath.Join(c.Data, "guiju.db")
	}
	if c.Keys == "" {
		c.Keys = strings.TrimSuffix(filepath.Clean(c.Data), string(filepath.Separator)) + ".keys"
	}
	if c.Fonts == "" {
		if self, err := os.Executable(); err == nil {
			c.Fonts = filepath.Join(filepath.Dir(self), "fonts")
		}
	}
	return nil
}

// Postgres tells whether the database is PostgreSQL.
func (c *Config) Postgres() bool { return store.IsPostgres(c.DB) }

// proxies reads Trusted.
func (c *Config) proxies() (all []netip.Prefix, err error) {
	for text := range strings.SplitSeq(c.Trusted, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("trusted-proxy: %w", err)
		}
		all = append(all, p)
	}
	return all, nil
}

// readSettings reads the flat `name = "value"` lines of guiju.toml; none is no
// error.
func readSettings(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	settings := map[string]string{}
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			return nil, fmt.Errorf("%s, line %d: not name = value", path, i+1)
		}
		settings[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(value), `"`)
	}
	return settings, nil
}
