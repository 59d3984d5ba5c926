#!/usr/bin/env bash
# A shooting day through the commands: a kit founds a production with no office, an adult and a minor sign, two clips come in
# and are tagged; then the office comes online, gets everything, takes one consent back, and the kit hears of it.
# Every line that starts with $ can be typed as it stands.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
source scripts/office.sh
day=${1:-out/demo-day}
rm -rf "$day"
mkdir -p "$day"
trap stop_office EXIT
export ONSET_PASS_FILE=$day/passphrase
(umask 077 && echo "an invented film on set" >"$ONSET_PASS_FILE")

# show prints a command and runs it. What a script takes is the last line of stdout; it is left in $last.
last=
show() {
  printf '\n$'
  printf ' %q' "$@"
  printf '\n'
  "$@" | tee "$day/said"
  last=$(tail -n 1 "$day/said")
}
onset() { show bin/onset --home "$day/home" "$@"; }
office() { show bin/onset-office --home "$day/office" "$@"; }

onset init --demo
onset record --terms appearance --lang en --name "Robin Example" --adult --grant film,stills,social --deny ads,ai
adult=$last
onset record --terms minor --lang en --name "Kim Example" --born 2015-04 --grant film,stills --deny social \
  --guardian "Sam Example;parent;sam@example.org" --child-says yes
child=$last
CGO_ENABLED=0 go run ./tools/demomedia "$day/card" # filmed after they signed
onset offload "$day/card" --to "$day/disk" --card A001
onset tag A001C001.MP4 "$adult"
onset tag IMG_0001.JPG "$adult" "$child"
onset clearance --purpose film

printf '\nThe office comes online.\n'
start_office "$day/office"
office invite --bring
onset bring "$last"
onset sync --once --listen 127.0.0.1:"$(free_port 23000)"
office people
office clips
office withdraw "$adult"
onset sync --once --listen 127.0.0.1:"$(free_port 23000)"
onset clearance --purpose film
onset check
office check
rm -f "$day/said"
printf '\nTo go on with this day: export ONSET_HOME=%s ONSET_PASS_FILE=%s, then bin/onset --help.\n' "$day/home" "$ONSET_PASS_FILE"
