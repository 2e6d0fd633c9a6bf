#!/usr/bin/env bash
# Checks workflow files, and those that README.md shows, with actionlint: scripts/actionlint.sh <file>...
# Builds it once with Go, into a cache outside the project. Exit code 77: not checked, because there is no Go.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.7.12
cache=${XDG_CACHE_HOME:-$HOME/.cache}/model-monitor/actionlint-$version
program=$cache/actionlint

if [ ! -x "$program" ]; then
  if ! command -v go >/dev/null; then
    echo "actionlint was not run: it is built with Go, and there is no Go here."
    exit 77
  fi
  GOBIN=$cache go install "github.com/rhysd/actionlint/cmd/actionlint@v$version"
fi
# What the README shows is copied, so it has to be right as well.
mapfile -t shown < <(npm exec -- node scripts/readme-workflows.ts .cache/readme-workflows)
# shellcheck and pyflakes would be used if they happened to be installed: the same files would then pass or fail by machine.
# GitHub Enterprise Server has the service of actions/download-artifact@v3 alone, whose runner is too old for github.com.
old='"actions/download-artifact@v3" action is too old'
"$program" -no-color -shellcheck= -pyflakes= -ignore "$old" "${shown[@]}" "$@"
