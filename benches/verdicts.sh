#!/usr/bin/env bash
# Records protoc's verdict on every fixture, and buf's on those that protoc rejects: writes fixtures/verdicts.tsv and
# the golden descriptor sets.
#   PROTOC=path/to/protoc BUF=path/to/buf benches/verdicts.sh      (default: those in target/peers)
# The columns of verdicts.tsv and the layout of the fixtures are described in fixtures/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
PROTOC=$(realpath "${PROTOC:-target/peers/protoc}"); export PROTOC
BUF=$(realpath "${BUF:-target/peers/buf}"); export BUF
export LC_ALL=C
cd fixtures
results=$(mktemp -d); export results
trap 'rm -rf "$results"' EXIT

# positions FILE KIND: prints the positions of the diagnostics of KIND (error or warning), one per line, in the order
# of protoc.
# A line that does not start with a file continues a message. (In a descriptor set, a file can have no name.)
positions() {
  tr -d '\000' <"$1" | awk -v kind="$2" '
    match($0, /^[^ :]+\.proto:[0-9]+:[0-9]+: /) { at = substr($0, 1, RLENGTH - 2); rest = substr($0, RLENGTH + 1) }
    !match($0, /^[^ :]+\.proto:[0-9]+:[0-9]+: /) {
      if (!match($0, /^([^ :]+\.proto)?: /)) next
      at = "file"; rest = substr($0, RLENGTH + 1)
    }
    { if (((rest ~ /^warning: /) ? "warning" : "error") == kind) print at }'
}

# buf_says INPUT...: prints whether buf accepts files or a descriptor set.
buf_says() {
  module=$(mktemp -d -p "$results")
  cp -r "$@" "$module"
  cd "$module"
  printf 'version: v2\nlint:\n  use: [RPC_NO_CLIENT_STREAMING]\n' >buf.yaml
  input=.
  [ ! -f set.binpb ] || input=set.binpb
  if "$BUF" lint "$input" >/dev/null 2>&1; then echo accept; else echo reject; fi
}

judge() {
  fixture=$1
  slot=$results/${fixture//\//@}
  if [ -d "$fixture" ]; then dir=$fixture entry=main.proto; else dir=${fixture%/*} entry=${fixture##*/}; fi
  golden=${entry%.proto}
  sources=("$entry")
  [ ! -d "$fixture" ] || sources=(.)
  cd "$dir"
  args=(-I.)
  if [ -f set.txtpb ]; then
    "$PROTOC" --encode=google.protobuf.FileDescriptorSet --deterministic_output google/protobuf/descriptor.proto \
      <set.txtpb >set.binpb 2>"$slot.encode" || { cat "$slot.encode" >&2; exit 1; }
  fi
  if [ -f set.binpb ]; then args=(--descriptor_set_in=set.binpb); fi
  if [ -f args ]; then mapfile -t -O 1 args <args; fi
  status=0
  { "$PROTOC" "${args[@]}" --include_source_info -o "$slot.binpb" "$entry" 2>"$slot.err" || status=$?; } 2>/dev/null
  positions "$slot.err" error >"$slot.errors"
  positions "$slot.err" warning >"$slot.warnings"
  rm -f "$golden.binpb" "$golden.retain.binpb"
  case $status in
    0)
      if [ -s "$slot.warnings" ]; then verdict=warn first=$(head -n 1 "$slot.warnings"); else verdict=accept first=-; fi
      if [[ $fixture != syntax/err/* ]]; then
        cp "$slot.binpb" "$golden.binpb"
        "$PROTOC" "${args[@]}" --include_source_info --retain_options -o "$golden.retain.binpb" "$entry" 2>/dev/null
        if cmp -s "$golden.retain.binpb" "$golden.binpb"; then rm "$golden.retain.binpb"; fi
        if cmp -s set.binpb "$golden.binpb"; then rm "$golden.binpb"; fi
      fi ;;
    1)
      [ -s "$slot.errors" ] || echo file >"$slot.errors"
      verdict=reject first=$(head -n 1 "$slot.errors") ;;
    *) verdict=abort first=- ; : >"$slot.errors" ;;
  esac
  all=$(tr '\n' ' ' <"$slot.errors")
  all=${all% }
  case $verdict in
    accept | warn) buf=- ;;
    *) buf=$(buf_says "${sources[@]}") ;;
  esac
  printf '%s\t%s\t%s\t%d\t%s\t%s\n' "$fixture" "$verdict" "$first" "$(wc -l <"$slot.errors")" "${all:--}" "$buf" >"$slot.row"
}
export -f positions buf_says judge

{ find syntax/err syntax/ok -name '*.proto'; find compile -mindepth 1 -maxdepth 1 -type d; } |
  xargs -P "$(nproc)" -I{} bash -c 'judge "$1"' judge {}
cat "$results"/*.row | sort -t "$(printf '\t')" -k 1,1 >verdicts.tsv
cut -f 2 verdicts.tsv | sort | uniq -c
