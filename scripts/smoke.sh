#!/usr/bin/env bash
# Drives the real window with xdotool, on a display of its own with software rendering.
set -euo pipefail
source "$(dirname "$0")/flags.sh"

for tool in Xvfb openbox xdotool setxkbmap xprop; do
  command -v "$tool" >/dev/null || { echo "smoke: $tool is missing; scripts/setup.sh test installs it" >&2 && exit 1; }
done
[ -e cmd/onset/smoke_test.go ] || { echo "smoke: there is no cmd/onset/smoke_test.go to run" >&2 && exit 1; }

work=$(mktemp -d)
started=()
finish() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

GOENV=$(go env GOENV) # it lies where XDG_CONFIG_HOME pointed until now
export GOENV XDG_CONFIG_HOME=$work/config XDG_RUNTIME_DIR=$work/run LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY
mkdir -m 700 "$work/config" "$work/run"

# Xvfb takes a free display, and writes its number when it is ready.
mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 1600x1400x24 +extension GLX -nolisten tcp -noreset 3>"$work/display" 2>"$work/xvfb.log" &
started+=($!)
read -r -t 60 number <"$work/display" || { cat "$work/xvfb.log" >&2 && echo "smoke: Xvfb did not start" >&2 && exit 1; }
export DISPLAY=:$number
openbox 2>"$work/openbox.log" &
started+=($!)
for _ in $(seq 100); do # a window manager says on the root window that it is there
  if xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q window; then break; fi
  sleep 0.1
done
setxkbmap dk # xdotool types Æ, ø and å right only on a keyboard that has them

CGO_ENABLED=1 go test -tags "$tags,smoke" ./cmd/onset -run Smoke -count=1 -v -timeout 10m
