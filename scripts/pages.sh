#!/usr/bin/env bash
# Pictures of every step of the signing page, in every language, in a real browser, to out/pages.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
rm -rf out/pages
mkdir -p out/pages
ONSET_BROWSER=must ONSET_PAGES=$PWD/out/pages CGO_ENABLED=0 go test -tags "$tags" ./cmd/onset -run '^TestPhone' -count=1 -timeout 20m
count=$(find out/pages -name '*.png' | wc -l)
[ "$count" -gt 0 ] || { echo "pages: the tests drew none" >&2 && exit 1; }
echo "$count pictures in out/pages"
