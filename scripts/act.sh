#!/usr/bin/env bash
# Runs the example workflow in nektos/act, a workflow engine on this machine, against GitHub's services on loopback.
# Builds act once with Go, into a cache outside the project. Exit code 77: not run, because there is no Go.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.2.89
cache=${XDG_CACHE_HOME:-$HOME/.cache}/model-monitor/act-$version
program=$cache/act

if [ ! -x "$program" ]; then
  if ! command -v go >/dev/null; then
    echo "The example workflow was not run: act is built with Go, and there is no Go here."
    exit 77
  fi
  echo "Building act $version into $cache; this takes a minute or two, once."
  GOBIN=$cache go install "github.com/nektos/act@v$version"
fi

MODEL_MONITOR_ACT=$program npm test -- --config jest.conformance.config.json --testPathPatterns act.conformance
