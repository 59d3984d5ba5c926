#!/usr/bin/env bash
# All checks, one line per stage with its time; the stages after a failed one still run.
set -uo pipefail
source "$(dirname "$0")/flags.sh"
passed=0 failed=0 summary=()

stage() {
  local name=$1 start=$SECONDS word=ok
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)) word=FAILED; fi
  summary+=("$(printf '%-34s %-6s %4d s' "$name" "$word" $((SECONDS - start)))")
  printf '== %s\n' "${summary[-1]}"
}

formatted() {
  local files
  files=$(git ls-files '*.go' | xargs gofmt -l) || return
  [ -z "$files" ] || { printf 'gofmt would change:\n%s\n' "$files" && return 1; }
}

vet() { CGO_ENABLED=0 go vet -tags "$tags" ./...; }
# A machine that runs all checks has a browser, and the programs that files are held against: without them the page and
# the files would go unseen.
export ONSET_BROWSER=must ONSET_ORACLES=must
unit() { CGO_ENABLED=0 go test -tags "$tags" -timeout 15m ./...; }

# -race needs cgo; Fyne is left out, it would be compiled once more for it, and so are readers that start no goroutine.
race() {
  local rooms=(./consent/... ./media ./media/offload ./media/xmp ./signer/... ./store/... ./sync/spool ./app/carry)
  CGO_ENABLED=1 go test -race -short -timeout 15m "${rooms[@]}"
}

window() {
  scripts/build.sh && CGO_ENABLED=1 go vet -tags "$tags,smoke" ./cmd/onset
}

stage "format" formatted
stage "vet" vet
stage "unit, fuzz seeds, scripts, screens" unit
stage "type-check other platforms" env CGO_ENABLED=0 go run ./tools/typecheck -tags "$tags"
stage "race" race
stage "window, with cgo" window
stage "the day through the commands" scripts/demo-day.sh out/test-day
stage "smoke test in a real window" scripts/smoke.sh

printf '\n'
printf '%s\n' "${summary[@]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
