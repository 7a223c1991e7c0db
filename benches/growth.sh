#!/usr/bin/env bash
# Measures how the time grows with each part of an input that can get large, at 1, 2 and 4 times the size: prints
# milliseconds and the factor of the last doubling. 2 is linear, 4 is quadratic.
# Usage: growth.sh DIRECTORY-OF-THE-PROGRAMS [SIZE]
set -euo pipefail
bin=$(realpath "$1")
size=${2:-2000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

head=$'syntax = "proto3";\npackage acme.v1;\n'

# repeat COUNT FORMAT: prints the format once per number, with the number for each %d and the next one for each %e.
repeat() { awk -v n="$1" -v f="$2" 'BEGIN { for (i = 0; i < n; i++) { s = f; gsub(/%d/, i, s); gsub(/%e/, i + 1, s); printf "%s", s } }'; }

# grow NAME MAKE COMMAND…: MAKE writes a tree of the given size into the current directory; COMMAND is measured.
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

# modules COUNT CONFIGURATION HEAD FORMAT: writes COUNT modules, and the configuration that lists them.
modules() {
  local number
  for ((number = 0; number < $1; number++)); do
    mkdir -p "new/m$number/acme/p$number/v1"
    printf 'syntax = "proto3";\npackage acme.p%d.v1;\nmessage M { int32 a = 1; }\n' "$number" >"new/m$number/acme/p$number/v1/a.proto"
  done
  { printf "$3"; repeat "$1" "$4"; } >"new/$2"
}
modules_v2() { modules $(($1 / 2)) buf.yaml 'version: v2\nmodules:\n' '  - path: m%d\n'; }
modules_v1() { modules $(($1 / 2)) buf.work.yaml 'version: v1\ndirectories:\n' '  - m%d\n'; }
declarations() {
  {
    printf 'syntax = "proto2";\npackage acme.v1;\nmessage M {\n  extensions 1 to max [verification = DECLARATION'
    repeat "$1" ', declaration = { number: %e, full_name: ".acme.v1.e%e", type: "int32" }\n'
    printf '];\n}\nextend M {\n'
    repeat "$1" 'optional int32 e%e = %e;\n'
    echo '}'
  } >new/a.proto
}
renamed_messages() {
  { echo "$head"; repeat "$1" 'message M%d { int32 a = 1; }\n'; } >old/a.proto
  { echo "$head"; repeat "$1" 'message N%d { int32 a = 1; }\n'; } >new/a.proto
}
renamed_fields() {
  { echo "$head message M {"; repeat "$1" 'int32 a%d = %e;\n'; echo '}'; } >old/a.proto
  { echo "$head message M {"; repeat "$1" 'int32 b%d = %e;\n'; echo '}'; } >new/a.proto
}
files() {
  local number
  for ((number = 1; number <= $1; number++)); do
    printf 'syntax = "proto3";\npackage acme.v1;\nmessage M%d {}\n' "$number" >"new/f$number.proto"
  done
}
many_files() { files $(($1 / 4)); cp new/* old; }
unused() { files $(($1 / 10)); { echo "$head"; repeat $(($1 / 10)) 'import "f%e.proto";\n'; echo 'message Z {'; repeat "$1" 'M1 a%d = %e;\n'; echo '}'; } >new/z.proto; }
ignored() { files $(($1 / 4)); { printf 'version: v1\nlint:\n  use: [STANDARD]\n  ignore:\n'; repeat $(($1 / 4)) '    - f%e.proto\n'; } >new/buf.yaml; }
ignored_only() { files $(($1 / 4)); { printf 'version: v1\nlint:\n  use: [STANDARD]\n  ignore_only:\n    PACKAGE_DIRECTORY_MATCH:\n'; repeat $(($1 / 4)) '    - f%e.proto\n'; } >new/buf.yaml; }

names=(protolint check --only FIELD_LOWER_SNAKE_CASE,MESSAGE_PASCAL_CASE new)
grow suppressions suppressions "${names[@]}"
grow "disable and enable" pairs "${names[@]}"
grow "one declaration" one_declaration "${names[@]}"
grow "blank comments" blank_comments protolint check new
grow reserves reserves protolint breaking new --against old --fix
grow renames renames protolint check --only FIELD_LOWER_SNAKE_CASE --fix=wire new
grow "deleted fields" deleted protolint breaking new --against old
grow "chain of messages" chain protogen generate new --out rust
for version in v2 v1; do
  grow "modules, $version, check" "modules_$version" protolint check new
  grow "modules, $version, lint" "modules_$version" protolint lint new
  grow "modules, $version, breaking" "modules_$version" protolint breaking new --against new
done
grow "extension declarations" declarations protolint lint new
grow "renamed messages" renamed_messages protolint breaking new --against old
grow "renamed fields" renamed_fields protolint breaking new --against old
grow "files" many_files protolint breaking new --against old
grow "unused imports" unused protolint lint new
grow "ignore" ignored protolint lint new
grow "ignore_only" ignored_only protolint lint new
