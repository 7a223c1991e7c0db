#!/usr/bin/env bash
# Compares the corpus with its own descriptor set, with itself and with a git revision of itself, ours and buf 1.75.0
# in the same run, and prints the ratios of time and memory. There must be no findings. buf needs up to 8 GB of
# memory.
# Usage: benches/breaking_corpus.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
peers=$("$here/benches/peers.sh")
cargo build --release --quiet --manifest-path "$here/Cargo.toml"
bin=${CARGO_TARGET_DIR:-$here/target}/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$peers/corpus" "$work/repo"
cd "$work/repo"
git init --quiet -b main .
git add -A
git -c user.name=a -c user.email=a@example.org -c gc.auto=0 commit --quiet -m corpus
"$bin/protogen" compile -I. --include_imports --include_source_info -o "$work/corpus.binpb" . 2>/dev/null
for against in "$work/corpus.binpb" . '.git#branch=main'; do
  echo "against ${against##*/}"
  for run in 1 2 3; do
    command time -f 'protolint %e s, %U s user, %S s system, %M KiB' "$bin/protolint" breaking . --against "$against" --format json
  done
  command time -f 'buf %e s, %U s user, %S s system, %M KiB' "$peers/buf" breaking . --against "$against" --config '{"version":"v2"}'
done
