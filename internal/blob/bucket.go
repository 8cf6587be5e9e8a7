package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// bucket is the shelf of many nodes: S3-compatible storage. An object is written
// by one request, whole or not at all.
type bucket struct {
	client *minio.Client
	name   string
	prefix string // "" or ends with a slash
}

const (
	scheme     = "s3://"
	tries      = 3
	answerTime = 20 * time.Second // until the storage begins to answer
)

// openBucket reads s3://host[:port]/bucket[/prefix][?region=…&tls=off] and looks
// whether the bucket is there.
func openBucket(ctx context.Context, o Options) (*bucket, error) {
	at, err := url.Parse(o.Where)
	if err != nil {
		return nil, err
	}
	name, prefix, _ := strings.Cut(strings.Trim(at.Path, "/"), "/")
	if at.User != nil {
		return nil, errors.New("文件存储的密钥不写在地址里，用 GUIJU_BLOBS_KEY 和 GUIJU_BLOBS_SECRET")
	}
	query := at.Query()
	region, tls := query.Get("region"), query.Get("tls") != "off"
	query.Del("region")
	query.Del("tls")
	if at.Host == "" || name == "" || len(query) > 0 {
		return nil, fmt.Errorf("文件存储的地址 %q 须是 s3://主机:端口/桶，后面可以有 ?region=地域&tls=off", o.Where)
	}
	if region == "" {
		region = "us-east-1" // what storage without regions expects
	}
	transport, err := minio.DefaultTransport(tls)
	if err != nil {
		return nil, err
	}
	transport.ResponseHeaderTimeout = answerTime
	client, err := minio.New(at.Host, &minio.Options{
		Creds: credentials.NewStaticV4(o.Key, o.Secret, ""), Secure: tls, Region: region, Transport: transport, MaxRetries: tries,
	})
	if err != nil {
		return nil, err
	}
	b := &bucket{client: client, name: name}
	if prefix != "" {
		b.prefix = prefix + "/"
	}
	there, err := client.BucketExists(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("打不开文件存储 %s：%w", o.Where, err)
	}
	if !there {
		return nil, fmt.Errorf("文件存储里没有桶 %s，先建好再启动", name)
	}
	return b, nil
}

func (b *bucket) Close() error { return nil }

func (b *bucket) key(hash string) string { return b.prefix + place(hash) }

func (b *bucket) put(ctx context.Context, hash string, data []byte) error {
	_, err := b.client.PutObject(ctx, b.name, b.key(hash), bytes.NewReader(data), int64(len(data)),
		minio.PutObjectOptions{DisableMultipart: true, SendContentMd5: true, ContentType: "application/octet-stream"})
	return b.translate(err)
}

// open gives an object that is asked for as it is read; if it changes in between,
// reading fails.
func (b *bucket) open(ctx context.Context, hash string) (io.ReadSeekCloser, int64, error) {
	object, err := b.client.GetObject(ctx, b.name, b.key(hash), minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, b.translate(err)
	}
	info, err := object.Stat()
	if err != nil {
		return nil, 0, errors.Join(b.translate(err), object.Close())
	}
	return object, info.Size, nil
}

func (b *bucket) has(ctx context.Context, hash string) error {
	_, err := b.client.StatObject(ctx, b.name, b.key(hash), minio.StatObjectOptions{})
	return b.translate(err)
}

func (b *bucket) remove(ctx context.Context, hash string) error {
	return b.translate(b.client.RemoveObject(ctx, b.name, b.key(hash), minio.RemoveObjectOptions{}))
}

func (b *bucket) old(ctx context.Context, before time.Time, visit func(hash string)) error {
	for object := range b.client.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if object.Err != nil {
			return b.translate(object.Err)
		}
		hash := object.Key[strings.LastIndexByte(object.Key, '/')+1:]
		if object.LastModified.Before(before) && validHash(hash) && object.Key == b.key(hash) {
			visit(hash)
		}
	}
	return nil
}

// translate: a storage elsewhere that fails is away, not damaged; nobody knows
// more of its disks than it says.
func (b *bucket) translate(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	answer, _ := errors.AsType[minio.ErrorResponse](err)
	switch answer.Code {
	case minio.NoSuchKey:
		return store.ErrNotFound.With(err)
	case "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded", "InsufficientCapacity":
		return errs.New(errs.Unavailable, "文件存储已满，文件没有保存；腾出空间后再上传").With(err)
	case minio.AccessDenied, "InvalidAccessKeyId", "SignatureDoesNotMatch":
		return errs.New(errs.Unavailable, "文件存储不认本系统的密钥，文件读不到也存不进，由系统管理员核对").With(err)
	}
	return errs.New(errs.Unavailable, "文件存储暂时不能用，稍后再试").With(err)
}
