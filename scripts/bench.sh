#!/usr/bin/env bash
# Measures what the kit must reach, against yardsticks in the same run, and prints ratios.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
[ -d bench ] || { echo "bench: there is no bench/ to run" >&2 && exit 1; }
scripts/build.sh
CGO_ENABLED=0 go run -tags "$tags" ./bench "$@"
