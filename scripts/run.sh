#!/usr/bin/env bash
# Starts the kit with a demo production, made on first start in out/demo. Its passphrase lies beside it: it is a toy.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
demo=out/demo
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "There is no display here, so the window cannot open. The same day on set, through the commands:"
  exec scripts/demo-day.sh
fi
mkdir -p "$demo"
export ONSET_HOME=$demo/home ONSET_PASS_FILE=$demo/passphrase
if [ ! -e "$ONSET_HOME" ]; then
  echo "making a demo production in $demo (delete that folder to start again)"
  (umask 077 && echo "an invented film on set" >"$ONSET_PASS_FILE")
  trap 'rm -rf "$demo"' ERR # half a demo is no demo
  bin/onset init --demo
  bin/onset demo --people 12 --clips 24 --seed 1
  trap - ERR
fi
exec bin/onset
