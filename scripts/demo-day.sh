#!/usr/bin/env bash
# A shooting day through the commands: an adult and a minor sign, two clips come in and are tagged, one person takes it
# back, and clearance follows. Every line that starts with $ can be typed as it stands.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
day=${1:-out/demo-day}
rm -rf "$day"
mkdir -p "$day"
export ONSET_HOME=$day/home ONSET_PASS_FILE=$day/passphrase
(umask 077 && echo "an invented film on set" >"$ONSET_PASS_FILE")

# onset shows the command and its output. What a script takes is the last line of stdout; it is left in $last.
last=
onset() {
  printf '\n$ bin/onset'
  printf ' %q' "$@"
  printf '\n'
  bin/onset "$@" | tee "$day/said"
  last=$(tail -n 1 "$day/said")
}

onset init --demo
onset record --terms appearance --lang en --name "Robin Example" --adult --grant film,stills,social --deny ads,ai
adult=$last
onset record --terms minor --lang en --name "Kim Example" --born 2015-04 --grant film,stills --deny social \
  --guardian "Sam Example;parent;sam@example.org" --child-says yes
child=$last
CGO_ENABLED=0 go run ./tools/demomedia "$day/card" # filmed after they signed
onset ingest "$day/card"
onset tag A001C001.MP4 "$adult"
onset tag IMG_0001.JPG "$adult" "$child"
onset clearance --purpose film
onset withdraw "$adult"
onset clearance --purpose film
onset check
rm -f "$day/said"
printf '\nTo go on with this day: export ONSET_HOME=%s ONSET_PASS_FILE=%s, then bin/onset --help.\n' "$ONSET_HOME" "$ONSET_PASS_FILE"
