#!/usr/bin/env bash
# golangci-lint at a fixed version, built once into bin/tools by the Go that builds the project.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
version=v2.6.2
lint=bin/tools/golangci-lint-$version
if [ ! -x "$lint" ]; then
  echo "lint: building golangci-lint $version, some minutes, once"
  GOBIN=$PWD/bin/tools GOFLAGS='' CGO_ENABLED=0 go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version"
  mv bin/tools/golangci-lint "$lint"
fi
CGO_ENABLED=0 "$lint" run "$@"
