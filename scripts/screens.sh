#!/usr/bin/env bash
# Renders every screen in all sizes, themes and languages. Without cgo or a display: the tests of the window draw them.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
rm -rf out/screens
mkdir -p out/screens
ONSET_SCREENS=$PWD/out/screens CGO_ENABLED=0 go test -tags "$tags" ./app/ui/... -run Screens -count=1
count=$(find out/screens -name '*.png' | wc -l)
[ "$count" -gt 0 ] || { echo "screens: the tests drew none" >&2 && exit 1; }
echo "$count pictures in out/screens"
