#!/usr/bin/env bash
# Records the output of buf 1.75.0 for the configurations in fixtures/config; tests/gate/buf_config.rs compares with it.
# Usage: benches/config.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
peers=$("$here/benches/peers.sh")
RECORD_BUF=$peers/buf cargo test --quiet --manifest-path "$here/Cargo.toml" --test gate buf_config::
