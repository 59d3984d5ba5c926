#!/usr/bin/env bash
# Every page of the office, in both sizes, themes and languages, to out/office.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
mkdir -p out/office
export ONSET_BROWSER=must ONSET_OFFICE_SHOTS="$PWD/out/office"
CGO_ENABLED=0 go test -count=1 -tags "$tags" -run TestEveryPageInABrowser ./office/web
echo "pictures are in out/office"
