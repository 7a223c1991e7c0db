#!/usr/bin/env bash
# Scaffolds the service of proto/user_service.proto into target/interop, builds it, and calls it with other clients:
# with Python's grpcio, in the latest versions, and with the curl and openssl commands of the README of the crate.
# Prints one line per check.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/target/interop
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install grpcio grpcio-reflection grpcio-status
cargo build --quiet --manifest-path "$root/Cargo.toml" --bin protogen
rm -rf "$work/user-service"
"${CARGO_TARGET_DIR:-$root/target}/debug/protogen" scaffold --out "$work/user-service" "$root/proto/user_service.proto" 2>/dev/null
export CARGO_TARGET_DIR=${INTEROP_TARGET_DIR:-$work/target}
cargo build --quiet --locked --manifest-path "$work/user-service/Cargo.toml"
GRPC_VERBOSITY=none "$work/venv/bin/python" "$root/benches/interop.py" "$CARGO_TARGET_DIR/debug/user-service" "$work/user-service"
