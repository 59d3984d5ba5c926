#!/usr/bin/env bash
# Runs every fuzz target in turn: fuzz.sh TIME [PACKAGE-FOLDER ...]
# Making an input small is cut short: by default it takes most of the time.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
time=${1:-30s}
shift || true
folders=("$@")
[ ${#folders[@]} -gt 0 ] || folders=(.)
found=0
while IFS=: read -r file _ line; do
  target=${line#func }
  target=${target%%(*}
  found=$((found + 1))
  echo "== $(dirname "$file") $target for $time"
  CGO_ENABLED=0 go test -tags "$tags" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 5x "./$(dirname "$file")"
done < <(git ls-files --cached --others --exclude-standard -- "${folders[@]}" | grep '_test\.go$' | xargs grep -Hn '^func Fuzz[A-Z]')
[ "$found" -gt 0 ] || { echo "fuzz: no targets in ${folders[*]}" >&2 && exit 1; }
echo "$found targets ran"
