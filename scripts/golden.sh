#!/usr/bin/env bash
# Rewrites the golden files of the packages whose tests have an -update flag.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
mapfile -t packages < <(git ls-files '*_test.go' | xargs grep -lE 'flag\.Bool\("update"' | xargs -r -n 1 dirname | sort -u)
for p in "${packages[@]}"; do
  CGO_ENABLED=0 go test -tags "$tags" "./$p" -count=1 -update
done
git status --short -- '*testdata*'
