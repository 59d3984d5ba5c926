#!/usr/bin/env bash
# Measures what the kit must reach, against yardsticks in the same run, and prints ratios. The first run makes a large store
# in out/bench, which takes some minutes. Arguments go to bench: scripts/bench.sh -only record
set -euo pipefail
source "$(dirname "$0")/flags.sh"
mkdir -p out
CGO_ENABLED=0 go build -tags "$tags" -o out/bench.bin ./bench # not go run: the measured processes are started from it
out/bench.bin "$@"

corpus=../shared/corpus
if [ $# -eq 0 ] && [ -d "$corpus" ] && command -v exiftool >/dev/null; then
  printf '\nwhere exiftool reads other facts\n'
  CGO_ENABLED=0 go run ./tools/compare "$corpus"
fi
