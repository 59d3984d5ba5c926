#!/usr/bin/env bash
# Builds the programs into bin/. The first build compiles Fyne's C and takes 4 to 8 minutes on two cores.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
CGO_ENABLED=0 go build -tags "$tags" -o bin/onset-office ./cmd/onset-office # one static file
[ -x bin/onset ] || echo "building bin/onset; the first time takes some minutes"
CGO_ENABLED=0 go build -tags "$tags" -o bin/onset-office ./cmd/onset-office
CGO_ENABLED=1 go build -tags "$tags" -o bin/onset ./cmd/onset
