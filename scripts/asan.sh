#!/usr/bin/env bash
# Runs the native package's tests on an addon built with AddressSanitizer, which ends the process at
# the first access to memory that is not the addon's to use, or no longer, and with
# UndefinedBehaviorSanitizer, which does so at the first overflow and the like.
#
# Arguments name something else to run on it: npm run asan -- fuzz/main.ts native
#
# The addon is built in a folder of its own, so that the ordinary build stays. Leaks are not looked
# for: Node itself frees little at exit, and every call of the addon has Node's frames below it.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- scripts/test.ts packages/native
copy=.setup/asan
node_gyp=$PWD/packages/native/node_modules/node-gyp/bin/node-gyp.js
headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")

mkdir -p "$copy"
cp -r packages/native/{binding.gyp,package.json,src} "$copy"
ln -sfn ../../packages/native/node_modules "$copy/node_modules"
nodedir=()
[ ! -e "$headers/include/node/node_api.h" ] || nodedir=(--nodedir="$headers")
(cd "$copy" && node "$node_gyp" rebuild --silent "${nodedir[@]}" -- -Daddress_sanitizer=1)

# node-gyp-build looks for the addon of '@peercon/native' where this variable says.
env "@PEERCON/NATIVE_PREBUILD=$PWD/$copy" \
  LD_PRELOAD="$(g++ -print-file-name=libasan.so)" \
  ASAN_OPTIONS=detect_leaks=0:strict_string_checks=1 \
  UBSAN_OPTIONS=print_stacktrace=1 \
  node --import tsx "$@"
