#!/usr/bin/env bash
# Records what buf 1.75.0 says about the configurations in fixtures/config, for tests/config.rs to compare with. Usage:
# benches/config.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
peers=$("$here/benches/peers.sh")
RECORD_BUF=$peers/buf cargo test --quiet --manifest-path "$here/Cargo.toml" --test config
