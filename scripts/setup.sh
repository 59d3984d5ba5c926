#!/usr/bin/env bash
# Installs the system packages that a task needs: setup.sh run | test | bench
# Says in one line what it installs and why; does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

build=(gcc libc6-dev pkg-config libgl1-mesa-dev libgl1-mesa-dri xorg-dev libwayland-dev libxkbcommon-dev)
screen=(xvfb openbox xdotool x11-xkb-utils x11-utils xauth imagemagick)
page=(chromium fonts-dejavu-core)
# Programs that no one here wrote; the tests hold what the kit reads and writes against them.
oracle=(libimage-exiftool-perl ffmpeg imagemagick libxml2-utils xxhash openssl)

case "${1:-}" in
run) want=("${build[@]}") why="to build the window" ;;
test) want=("${build[@]}" "${screen[@]}" "${page[@]}" "${oracle[@]}") why="to build the window, to try it on a screen of its own, the signing page in a browser, and files with exiftool, ffmpeg, xmllint and others" ;;
bench) want=("${build[@]}" "${screen[@]}" "${oracle[@]}" rsync) why="to build the window and to compare with exiftool, xxhsum and rsync" ;;
*) echo "usage: $0 run|test|bench" >&2 && exit 2 ;;
esac

fail() { echo "setup: $*" >&2; exit 1; }

# Go 1.21 and later fetch the Go that go.mod names, unless GOTOOLCHAIN=local forbids it.
check_go() {
  local need have
  need=$(awk '$1 == "go" { print $2 }' go.mod)
  command -v go >/dev/null || fail "Go is missing: install Go $need or later and put it into PATH."
  have=$(cd / && GOTOOLCHAIN=local go env GOVERSION)
  have=${have#go}
  have=${have%% *}
  at_least "$have" "$need" && return
  if at_least "$have" 1.21 && [ "$(cd / && go env GOTOOLCHAIN)" != local ]; then
    echo "setup: Go $have is older than the $need in go.mod; go fetches that version by itself."
    return
  fi
  fail "Go $have is too old: go.mod asks for Go $need. Install that or a later one."
}

at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif command -v sudo >/dev/null; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    fail "run this as root, then try again: $*"
  fi
}

install() { as_root apt-get install -y -qq --no-install-recommends "$@"; }

check_go
if ! command -v apt-get >/dev/null; then
  command -v gcc >/dev/null || command -v clang >/dev/null || fail "no C compiler; the README says what this system needs $why."
  exit 0
fi
missing=()
for p in "${want[@]}"; do installed "$p" || missing+=("$p"); done
[ ${#missing[@]} -gt 0 ] || exit 0
echo "setup: installing $why: ${missing[*]}"
if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then as_root apt-get update -qq; fi
install "${missing[@]}" >/dev/null || { as_root apt-get update -qq && install "${missing[@]}" >/dev/null; } ||
  fail "apt-get could not install: ${missing[*]}"
