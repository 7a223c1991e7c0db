#!/usr/bin/env bash
# What a stranger can make large, at 1, 2 and 4 times the size: milliseconds, and how much the last doubling costs.
# Twice as much is as it should be; four times is a square.
# Usage: growth.sh DIRECTORY-OF-THE-PROGRAMS [SIZE]
set -euo pipefail
bin=$(realpath "$1")
size=${2:-2000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

head=$'syntax = "proto3";\npackage acme.v1;\n'

# repeat COUNT FORMAT: the format once for each number, which stands for each %d in it.
repeat() { awk -v n="$1" -v f="$2" 'BEGIN { for (i = 0; i < n; i++) { s = f; gsub(/%d/, i, s); gsub(/%e/, i + 1, s); printf "%s", s } }'; }

# grow NAME MAKE COMMAND…: MAKE writes a tree of a size into the current directory.
grow() {
  local name=$1 make=$2 times=() start
  shift 2
  for factor in 1 2 4; do
    rm -rf "$work/tree"
    mkdir -p "$work/tree/old" "$work/tree/new"
    cd "$work/tree"
    "$make" $((size * factor))
    start=$(date +%s%N)
    timeout 120 "$bin/$@" >/dev/null 2>&1 || true
    times+=($((($(date +%s%N) - start) / 1000000)))
  done
  printf '%-24s %7d %7d %7d   x %s\n' "$name" "${times[@]}" "$(awk "BEGIN { printf \"%.1f\", ${times[2]} / (${times[1]} + 1) }")"
}

suppressions() { { echo "$head"; repeat "$1" 'message M%d {\n  // buf:lint:ignore FIELD_LOWER_SNAKE_CASE\n  int32 Ab = 1;\n}\n'; } >new/a.proto; }
pairs() { { echo "$head"; repeat "$1" '// protolint:disable FIELD_LOWER_SNAKE_CASE\nmessage M%d { int32 Ab = 1; }\n// protolint:enable FIELD_LOWER_SNAKE_CASE\n'; } >new/a.proto; }
one_declaration() { { echo "$head"; repeat "$1" '// buf:lint:ignore MESSAGE_PASCAL_CASE\n'; echo 'message m {}'; } >new/a.proto; }
blank_comments() { { echo "$head"; repeat "$1" '//\n'; echo 'message M {}'; } >new/a.proto; }
reserves() {
  { echo "$head"; repeat $(($1 / 10)) 'message M%d { int32 a = 1; int32 b = 2; }\n'; } >old/a.proto
  { echo "$head"; repeat $(($1 / 10)) 'message M%d { int32 a = 1; }\n'; } >new/a.proto
}
renames() { { echo "$head"; repeat $(($1 / 10)) 'message M%d { int32 aB = 1; }\n'; } >new/a.proto; }
deleted() {
  { echo "$head message M {"; repeat $(($1 / 10)) 'int32 f%d = %e;\n'; echo '}'; } >old/a.proto
  { echo "$head message M {"; repeat $(($1 / 10)) '// %d\n'; echo '}'; } >new/a.proto
}
chain() { { echo "$head"; repeat $(($1 / 40)) 'message M%d { M%e f = 1; }\n'; echo "message M$(($1 / 40)) {}"; } >new/a.proto; }

names=(protolint check --only FIELD_LOWER_SNAKE_CASE,MESSAGE_PASCAL_CASE new)
grow suppressions suppressions "${names[@]}"
grow "disable and enable" pairs "${names[@]}"
grow "one declaration" one_declaration "${names[@]}"
grow "blank comments" blank_comments protolint check new
grow reserves reserves protolint breaking new --against old --fix
grow renames renames protolint check --only FIELD_LOWER_SNAKE_CASE --fix=wire new
grow "deleted fields" deleted protolint breaking new --against old
grow "chain of messages" chain protogen generate new --out rust
