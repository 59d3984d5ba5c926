#!/usr/bin/env bash
# Measures what the kit and the office must reach, against yardsticks in the same run, and prints ratios. The first run makes
# large stores in out/bench, which takes half an hour. Arguments go to bench: scripts/bench.sh -only record
set -euo pipefail
source "$(dirname "$0")/flags.sh"
bin=out/bench/bin # what runs as a process of its own
mkdir -p "$bin"
CGO_ENABLED=0 go build -tags "$tags" -o "$bin/" ./cmd/onset ./cmd/onset-office
CGO_ENABLED=0 go test -tags "$tags" -c -o "$bin/engine.test" ./sync/engine
CGO_ENABLED=0 go test -tags "$tags" -c -o "$bin/flow.test" ./app/flow
CGO_ENABLED=0 go build -tags "$tags" -o out/bench.bin ./bench # not go run: the measured processes are started from it
out/bench.bin -bins "$bin" "$@"

corpus=../shared/corpus
if [ $# -eq 0 ] && [ -d "$corpus" ]; then
  printf '\nwhere exiftool reads other facts; the list that explains them is written again\n'
  CGO_ENABLED=0 go run ./tools/compare -json "$corpus/exiftool.json" -explain media/probe/testdata/exiftool.tsv "$corpus"
fi
