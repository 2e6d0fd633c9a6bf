#!/usr/bin/env bash
# Prints the path of Mermaid for browsers, which draws the charts of `npm run preview`: scripts/mermaid.sh
# Fetches it once with npm, into a cache outside the project. Exit code 77: it is not there and could not be fetched.
set -euo pipefail

version=11.12.0
digest=07e37dfa97b337ccc85365d57eddf99b9706f09db3b59b260d0333b23b343c4b
cache=${XDG_CACHE_HOME:-$HOME/.cache}/model-monitor/mermaid-$version
file=$cache/mermaid.min.js

if [ ! -f "$file" ]; then
  mkdir -p "$cache"
  folder=$(mktemp -d "$cache/fetch-XXXXXX")
  trap 'rm -rf "$folder"' EXIT
  if ! (cd "$folder" && npm pack --silent "mermaid@$version" >/dev/null 2>&1); then
    echo "Mermaid could not be fetched from npm's registry." >&2
    exit 77
  fi
  tar -xzf "$folder/mermaid-$version.tgz" -C "$folder" package/dist/mermaid.min.js
  echo "$digest  $folder/package/dist/mermaid.min.js" | sha256sum --check --quiet
  mv "$folder/package/dist/mermaid.min.js" "$file"
fi
echo "$file"
