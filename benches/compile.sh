#!/usr/bin/env bash
# Compiles the corpus with ours and protoc 36.2, in the same run: compares bytes, time and memory, and measures
# whether the cost grows linearly with the input.
# Needs hyperfine and GNU time. Usage: benches/compile.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
peers=$("$here/benches/peers.sh")
cargo build --release --quiet --manifest-path "$here/Cargo.toml"
protogen=${CARGO_TARGET_DIR:-$here/target}/release/protogen
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$peers/corpus"
flags="-I. -I../include --include_imports --include_source_info"

ours="$protogen compile $flags -o $work/ours.binpb @../corpus.list"
theirs="$peers/protoc $flags -o $work/theirs.binpb @../corpus.list"
$ours 2>/dev/null
$theirs 2>/dev/null
cmp "$work/ours.binpb" "$work/theirs.binpb"
echo "identical: $(wc -l <../corpus.list) files, $(stat -c %s "$work/ours.binpb") bytes"
"$protogen" compile --descriptor_set_in="$work/ours.binpb" --include_imports --include_source_info -o "$work/again.binpb" @../corpus.list 2>/dev/null
cmp "$work/ours.binpb" "$work/again.binpb"
echo "identical again when read from the set and written back"

hyperfine --warmup 1 --runs 5 --export-json "$work/speed.json" -n ours "$ours" -n protoc "$theirs" 2>/dev/null
python3 - "$work/speed.json" <<'P'
import json, sys
ours, theirs = (r["median"] for r in json.load(open(sys.argv[1]))["results"])
print(f"ratio: {theirs / ours:.1f} times faster than protoc")
P

for program in "$ours" "$theirs"; do
  command time -f "peak memory: %M KiB (${program%% *})" $program 2>&1 >/dev/null | grep 'peak memory' | sed "s|(.*/|(|"
done

echo "cost against size (copies of the corpus under other names and packages):"
for copies in 1 2 4; do
  tree=$work/x$copies
  python3 - "$copies" "$tree" <<'P'
import pathlib, re, sys
copies, tree = int(sys.argv[1]), pathlib.Path(sys.argv[2])
# The first segments of all packages and paths of the corpus, to rename them; google.protobuf keeps its name.
first = re.compile(rb"(?<![\w/])(?<!\w\.)(google|grafeas|maps|cloud|gapic)(?=[./])(?!(?<=google)[./]protobuf)")
for name in open("../corpus.list").read().split():
    text = pathlib.Path(name).read_bytes()
    for prefix in ["", "c1", "c2", "c3"][:copies]:
        path = tree / (prefix + name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(first.sub(prefix.encode() + rb"\1", text) if prefix else text)
P
  (cd "$tree" && find . -name '*.proto' | sed 's|^\./||' | LC_ALL=C sort >"$work/list$copies"
    # Once to fill the page cache, once to measure.
    for format in "" "  $copies x: %e s, %M KiB"; do
      command time -f "$format" "$protogen" compile -I. -I"$peers/include" --include_source_info -o "$work/out.binpb" "@$work/list$copies" 2>&1 | tail -1
    done | tail -1)
done

echo 'syntax = "proto3"; package one; message A { string b = 1; }' >"$work/one.proto"
hyperfine -N --warmup 5 --export-json "$work/one.json" "$protogen compile -I$work -o $work/one.binpb one.proto" >/dev/null 2>&1
python3 -c "import json; print(f\"one small file: {json.load(open('$work/one.json'))['results'][0]['mean'] * 1e3:.1f} ms\")"
