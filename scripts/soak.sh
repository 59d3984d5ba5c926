#!/usr/bin/env bash
# Long campaigns of bad luck: programs and devices are killed at random moments of their exchange, as often as the
# first argument says. ONSET_SEED of a failed one has the same accidents again.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
rounds=${1:-200}
export CGO_ENABLED=0 ONSET_KILL_ROUNDS=$rounds ONSET_ROUNDS=$rounds
go test -tags "$tags" -v -count 1 -timeout 0 -run 'TestBothProgramsAreKilled' ./cmd/onset-office
go test -tags "$tags" -v -count 1 -timeout 0 -run 'IsKilled|TestBadLink|TestAnyOrder' ./sync
go test -tags "$tags" -v -count 1 -timeout 0 -run 'TestKilledAtAnyMoment' ./cmd/onset
