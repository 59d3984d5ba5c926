#!/usr/bin/env bash
# Starts the central service and a kit paired with it, with a demo production, made on first start in out/demo.
# Its passphrase lies beside it: it is a toy. The service ends with the window.
set -euo pipefail
source "$(dirname "$0")/flags.sh"
source scripts/office.sh
demo=out/demo
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "There is no display here, so the window cannot open. The same day on set, through the commands:"
  exec scripts/demo-day.sh
fi
mkdir -p "$demo"
export ONSET_PASS_FILE=$demo/passphrase
kit=$demo/home
if [ ! -e "$kit" ]; then
  echo "making a demo production in $demo (delete that folder to start again)"
  (umask 077 && echo "an invented film on set" >"$ONSET_PASS_FILE")
  trap 'rm -rf "$demo"' ERR # half a demo is no demo
  bin/onset --home "$kit" init --demo
  bin/onset --home "$kit" demo --people 12 --clips 24 --seed 1
  trap - ERR
fi
trap stop_office EXIT
first=$([ -e "$demo/office" ] || echo yes)
start_office "$demo/office"
if [ -n "$first" ]; then
  bin/onset --home "$kit" bring "$(bin/onset-office --home "$demo/office" invite --bring | tail -n 1)"
  echo "an invented office in town" >"$demo/office-password"
  bin/onset-office --home "$demo/office" user add demo@example.org --name "Demo Producer" --role administrator --password-file "$demo/office-password"
fi
echo "the office's pages: http://127.0.0.1:$web (demo@example.org, the password is in $demo/office-password)"
bin/onset --home "$kit"
