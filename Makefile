# 规矩 Guiju. `make` alone tells what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

ADDR ?= 127.0.0.1:8080
DATA ?= data
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
export CGO_ENABLED := 0

.PHONY: help run test lint build dist deps assets fonts bench clean

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## 建示范局并在 http://127.0.0.1:8080 打开（ADDR=主机:端口 可改）
	@if [ -z "$$(ls -A '$(DATA)' 2>/dev/null)" ]; then ./bin/guiju demo --data '$(DATA)'; fi
	@exec ./bin/guiju serve --data '$(DATA)' --addr '$(ADDR)'

build: assets fonts ## 编译到 ./bin/guiju
	@mkdir -p bin
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/guiju ./cmd/guiju
	@ln -sfn ../fonts bin/fonts

test: deps build ## 运行全部测试：Go（两种数据库）、整个程序、浏览器
	@scripts/test.sh

lint: ## 检查源代码
	@scripts/lint.sh

assets: internal/web/static/.built ## 取前端依赖并打包

internal/web/static/.built: internal/web/ui/icons.go $(shell find assets -type f -not -path '*/node_modules/*' 2>/dev/null)
	@command -v npm >/dev/null || { echo '缺少 Node.js 20 或更高版本（含 npm）：https://nodejs.org' >&2; exit 1; }
	cd assets && npm ci --no-audit --no-fund --silent
	cd assets && node build.mjs
	@touch $@

fonts: ## 取排版用的字体到 ./fonts；取不到的说明在哪里，先以宋体代替
	@scripts/fonts.sh fonts || echo '缺少的字体先以宋体代替；打印公文之前补上' >&2

deps: ## 安装测试所需的程序（Debian 上的 root 直接安装，否则列出命令）
	@scripts/deps.sh

dist: assets ## 打包四种处理器的发行包到 ./dist
	@scripts/fonts.sh fonts
	@VERSION='$(VERSION)' LDFLAGS='$(LDFLAGS)' scripts/dist.sh

bench: build ## 运行性能测试
	go test -run '^$$' -bench . -benchmem -timeout 30m ./...

clean: ## 删除可以重新生成的文件（不动 ./data）
	rm -rf bin dist run assets/node_modules e2e/node_modules e2e/shots
	find internal/web/static -type f ! -name placeholder.txt ! -name '*.go' -delete
