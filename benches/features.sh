#!/usr/bin/env bash
# The crates below a crate that depends on protolint, and the time of its first build, by feature and beside protox:
# `compiler`, `gate`, `cli` and `protox`, or those that are named.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
wanted=${*:-compiler gate cli protox}
TIMEFORMAT='%R s, %U s of processor time'

form() {
    [[ " $wanted " == *" $1 "* ]] || return 0
    mkdir -p "$dir/$1/src"
    cd "$dir/$1"
    printf '[package]\nname = "tiny"\nedition = "2024"\n\n[dependencies]\n%s\n' "$2" > Cargo.toml
    echo 'fn main() {}' > src/main.rs
    cargo fetch --quiet
    # Without the tiny crate itself and the one that it depends on.
    echo "$1: $(($(cargo tree -e normal --prefix none | sed 's/ (.*//' | sort -u | wc -l) - 2)) crates"
    for profile in dev release; do
        echo -n "  $profile: "
        time cargo build --quiet --profile "$profile"
    done
}

form compiler "protolint = { path = \"$root\", default-features = false }"
form gate "protolint = { path = \"$root\", default-features = false, features = [\"gate\"] }"
form cli "protolint = { path = \"$root\" }"
form protox 'protox = "0.10"'
