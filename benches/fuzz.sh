#!/usr/bin/env bash
# Runs random inputs through every stage, and compares random schemas with protoc and random workspaces with buf, each
# for SECONDS. Prints the executions per target, and the finds (see fuzz/README.md).
# Usage: benches/fuzz.sh [SECONDS [SEED]]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
seconds=${1:-600}
seed=${2:-1}
peers=$("$here/benches/peers.sh")
cargo build --release --quiet --manifest-path "$here/fuzz/Cargo.toml"
fuzz=${CARGO_TARGET_DIR:-$here/fuzz/target}/release/protolint-fuzz
finds=$here/fuzz/finds
status=0
nice -n 19 "$fuzz" run --seconds "$seconds" --seed "$seed" --finds "$finds" || status=$?
nice -n 19 "$fuzz" protoc --protoc "$peers/protoc" --include "$peers/include" --seconds "$seconds" --cases 100000 \
  --seed "$seed" --finds "$finds" || status=$?
nice -n 19 "$fuzz" buf --buf "$peers/buf" --seconds "$seconds" --cases 100000 --seed "$seed" --finds "$finds" || status=$?
exit "$status"
