#!/usr/bin/env bash
# Builds one package into fyne-cross/dist: build.sh linux | windows | android | macos | ios [extra flags for fyne package]
# Linux, Windows and Android are built in a container (docker, or podman if CONTAINER=podman); macOS and iOS on a Mac with Xcode.
set -euo pipefail
cd "$(dirname "$0")/.."

cli=v1.7.4 # of fyne.io/tools, the one for Fyne 2.8
tags=migrated_fynedo,noquic
engine=${CONTAINER:-docker}
target=${1:-}
shift || true
dist=fyne-cross/dist/$target

fail() { echo "build: $*" >&2; exit 1; }

in_container() {
  command -v "$engine" >/dev/null || fail "$engine is missing; install it, or set CONTAINER=podman."
  "$engine" build --build-arg "FYNE_CLI=$cli" -t "onset-$target" "fyne-cross/images/$target"
  # The caches stay in fyne-cross/tmp, so that a second build does not compile Fyne's C again.
  mkdir -p "fyne-cross/tmp/$target"
  "$engine" run --rm -v "$PWD:/src" -w /src -e GOCACHE="/src/fyne-cross/tmp/$target/cache" -e GOFLAGS=-buildvcs=false \
    "onset-$target" bash -ec "$1"
}

on_mac() {
  [ "$(uname)" = Darwin ] || fail "$target needs a Mac with Xcode."
  GOBIN=$PWD/fyne-cross/bin go install "fyne.io/tools/cmd/fyne@$cli"
}

# fyne leaves its package where main lies, or in the folder it was started in.
collect() {
  local made found=
  for made in "$@"; do
    for made in $made cmd/onset/$made; do
      if [ -e "$made" ]; then mv "$made" "$dist/" && found=yes; fi
    done
  done
  [ -n "$found" ] || fail "fyne made no package."
}

package="fyne package --src cmd/onset --tags $tags"
for flag in "$@"; do package+=" $(printf %q "$flag")"; done

case "$target" in
linux | windows | android | macos | ios) rm -rf "$dist" && mkdir -p "$dist" ;;
*) echo "usage: $0 linux|windows|android|macos|ios [flags of fyne package]" >&2 && exit 2 ;;
esac

case "$target" in
linux)
  in_container "$package --target linux"
  collect 'Onset*.tar.xz'
  ;;
windows)
  # The window's program has no console; the commands get one of their own.
  in_container "$package --target windows && go build -tags $tags -o $dist/onset-commands.exe ./cmd/onset"
  collect '*.exe'
  ;;
android)
  manifest=cmd/onset/AndroidManifest.xml
  trap 'rm -f "$manifest"' EXIT
  cp fyne-cross/android/AndroidManifest.xml "$manifest"
  in_container "$package --target android"
  collect '*.apk' '*.aab'
  ;;
macos)
  on_mac
  eval "fyne-cross/bin/$package --target darwin"
  collect 'Onset.app'
  codesign --force --options runtime --entitlements fyne-cross/macos/onset.entitlements --sign "${SIGN_AS:--}" "$dist/Onset.app"
  ;;
ios)
  on_mac
  [ -n "${PROFILE:-}" ] || fail "set PROFILE to the name of a provisioning profile for app.onset.kit."
  eval "fyne-cross/bin/$package --target ios --profile $(printf %q "$PROFILE")"
  collect '*.app' '*.ipa'
  app=$dist/Onset.app
  # The template of fyne lacks the question that iOS asks before an app talks to the local network.
  /usr/libexec/PlistBuddy -c "Merge fyne-cross/ios/local-network.plist" "$app/Info.plist"
  codesign --force --entitlements fyne-cross/ios/onset.entitlements --sign "${SIGN_AS:-Apple Development}" "$app"
  ;;
esac
go run ./tools/thirdparty -texts "$dist/LICENCES.txt"
ls -l "$dist"
