#!/usr/bin/env bash
# Measures what the kit must reach, against yardsticks in the same run, and prints ratios. The first run makes a large store
# in out/bench, which takes some minutes. Arguments go to bench: scripts/bench.sh -only record
set -euo pipefail
source "$(dirname "$0")/flags.sh"
mkdir -p out
CGO_ENABLED=0 go build -tags "$tags" -o out/bench.bin ./bench # not go run: the measured processes are started from it
out/bench.bin "$@"

corpus=../shared/corpus
if [ $# -eq 0 ] && [ -d "$corpus" ]; then
  printf '\nwhere exiftool reads other facts; the list that explains them is written again\n'
  CGO_ENABLED=0 go run ./tools/compare -json "$corpus/exiftool.json" -explain media/probe/testdata/exiftool.tsv "$corpus"
fi

if [ $# -eq 0 ]; then
  printf '\ncarrying: latency to the acknowledgement, a week offline, and the engine against the plain one\n'
  bench() { CGO_ENABLED=0 ONSET_WEEK=1 go test -tags "$tags" -run XXX -bench "$1" -benchtime "$2" "$3" | grep '^Benchmark'; }
  bench Latency 200x ./sync
  bench Week 1x ./sync
  bench 'OneLarge|ManySmall' 1x ./sync/engine
fi
