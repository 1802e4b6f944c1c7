#!/usr/bin/env bash
# Runs a script with playwright-core and axe-core at hand: in exactly the versions of package.json, into a folder of the build, once.
# usage: browser.sh FOLDER SCRIPT ARGUMENT...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 script=$2
shift 2
mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9
if ! cmp -s "$here/package.json" "$folder/installed.json"; then
    cp "$here/package.json" "$folder/"
    # No script of a package runs, and nothing is written but node_modules.
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --no-update-notifier --loglevel=error) >&2
    cp "$here/package.json" "$folder/installed.json"
fi
flock -u 9
NODE_PATH=$folder/node_modules exec node "$here/$script" "$@"
