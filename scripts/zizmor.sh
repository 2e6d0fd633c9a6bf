#!/usr/bin/env bash
# Looks for ways to misuse our workflows with zizmor: scripts/zizmor.sh
# Installs it once from PyPI into a cache outside the project. Exit code 77: not run, because it cannot be installed here.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.32.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/model-monitor/zizmor-$version
program=$cache/bin/zizmor

if [ ! -x "$program" ]; then
  if ! { python3 -m venv "$cache" && "$cache/bin/pip" install --quiet --disable-pip-version-check "zizmor==$version"; }; then
    rm -rf "$cache"
    echo "zizmor was not run: it is installed from PyPI with Python 3, which did not work here."
    exit 77
  fi
fi
# Offline: what it asks GitHub beyond that changes from day to day, and would fail without a network.
"$program" --offline --no-progress --config .github/zizmor.yml .github/workflows examples/workflows action.yml
