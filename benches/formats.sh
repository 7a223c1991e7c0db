#!/usr/bin/env bash
# Validates our SARIF, with fixes, with the validator of the format: the findings of all rules in
# proto/user_service.proto, and of changes to it. Needs npm.
# Usage: benches/formats.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
cargo build --release --quiet --manifest-path "$here/Cargo.toml"
protolint=${CARGO_TARGET_DIR:-$here/target}/release/protolint
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --prefix "$work" @microsoft/sarif-multitool@5.7.0 >/dev/null 2>&1
all=MINIMAL,BASIC,STANDARD,COMMENTS,UNARY_RPC,DESIGN,STYLE

mkdir "$work/now" "$work/then"
sed '/string email/d; s/string username/string userName/' "$here/proto/user_service.proto" >"$work/now/user_service.proto"
cp "$here/proto/user_service.proto" "$work/then"
cd "$work/now"
"$protolint" check --only "$all" --format sarif . >"$work/lint.sarif" || true
"$protolint" breaking . --against ../then --format sarif >"$work/breaking.sarif" || true
for log in lint breaking; do
    echo "$log: $(grep -c '"ruleIndex"' "$work/$log.sarif") findings, $(grep -c '"fixes"' "$work/$log.sarif") with fixes"
    "$work/node_modules/.bin/sarif-multitool" validate "$work/$log.sarif" | grep -E 'error|warning|completed'
done
