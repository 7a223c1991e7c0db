#!/usr/bin/env bash
# Scaffolds the service of proto/user_service.proto, adds the bare server, and builds both in release mode. Prints
# the directory of the programs `user-service`, `load` and `bare`.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$here/target}
cargo build --quiet --bin protogen --manifest-path "$here/Cargo.toml"
crate=$(mktemp -d)
trap 'rm -rf "$crate"' EXIT
"$target/debug/protogen" scaffold --name user-service --out "$crate" "$here/proto/user_service.proto" 2>/dev/null
cp "$here/benches/scaffold/bare.rs" "$crate/src/bin/"
CARGO_TARGET_DIR="$target/bench" cargo build --quiet --release --locked --bins --manifest-path "$crate/Cargo.toml"
echo "$target/bench/release"
