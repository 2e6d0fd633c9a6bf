#!/usr/bin/env bash
# Runs the tests against the real MLflow, oldest and newest version: scripts/conformance.sh [name of a test file]...
# Makes a Python environment for each version once, from PyPI, in a cache outside the project.
# Exit code 77: not run, because there is no Python here.
set -euo pipefail
cd "$(dirname "$0")/.."

# The last release of MLflow 2 and a recent one of MLflow 3: exact, so that a run tomorrow tests what was tested today.
versions=(2.22.5 3.17.2)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/model-monitor

# MLflow 3 needs Python 3.10; what MLflow 2 needs has no packages for Python 3.14.
suits='import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))'
python=
for candidate in python3 python3.13 python3.12 python3.11 python3.10; do
  if "$candidate" -c "$suits" 2>/dev/null; then
    python=$candidate
    break
  fi
done

if [ -z "$python" ]; then
  if ! command -v python3 >/dev/null; then
    echo "The tests against the real MLflow were not run: there is no python3 here."
    exit 77
  fi
  echo "The tests against the real MLflow need Python 3.10 to 3.13; here is $(python3 --version 2>&1). Install one of these beside it."
  exit 1
fi

# environment <version>: the folder of the version's environment, made if it is missing or was left half made. Its marker
# says what was installed: an environment of an earlier list is completed, not made again.
environment() {
  local folder=$cache/mlflow-$1 packages=("mlflow[auth]==$1")
  # MLflow 2 allows SQLAlchemy 2.1 and cannot open a database with it.
  if [ "${1%%.*}" = 2 ]; then packages+=("sqlalchemy<2.1"); fi
  # Its Python is a link into the system's, which an upgrade can take away.
  if [ -f "$folder/complete" ] && "$folder/bin/python" -c '' 2>/dev/null; then
    if [ "$(cat "$folder/complete")" = "${packages[*]}" ]; then return; fi
  else
    rm -rf "$folder"
  fi
  echo "Installing MLflow $1 into $folder; this takes a minute or two, once."
  if [ ! -d "$folder" ] && ! "$python" -m venv "$folder"; then
    echo "$python cannot make a virtual environment. On Debian and Ubuntu a package of its own brings that: apt-get install python3-venv"
    return 1
  fi
  # Wheels only: nothing is compiled here, and no package's setup script is run.
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "${packages[@]}"
  echo "${packages[*]}" >"$folder/complete"
}

installing=()
for version in "${versions[@]}"; do
  environment "$version" &
  installing+=($!)
done
installed=true
for job in "${installing[@]}"; do wait "$job" || installed=false; done
if [ $installed = false ]; then
  echo "MLflow could not be installed, for the reason above."
  exit 1
fi

export MODEL_MONITOR_MLFLOW=
for version in "${versions[@]}"; do MODEL_MONITOR_MLFLOW+="${MODEL_MONITOR_MLFLOW:+:}$cache/mlflow-$version"; done
npm test -- --config jest.conformance.config.json --testPathPatterns "${@:-__tests__/conformance/}"
