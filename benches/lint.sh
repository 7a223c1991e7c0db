#!/usr/bin/env bash
# Lints the corpus with ours and buf 1.75.0, in the same run: compares findings, time and memory. Also measures the
# cost of all rules, compared with STANDARD. buf needs about 5 GB of memory.
# Usage: benches/lint.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
peers=$("$here/benches/peers.sh")
cargo build --release --quiet --manifest-path "$here/Cargo.toml"
protolint=${CARGO_TARGET_DIR:-$here/target}/release/protolint
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$peers/corpus"
config='{"version":"v2","lint":{"use":["STANDARD","COMMENTS","UNARY_RPC"],"except":["PROTOVALIDATE"]}}'

"$protolint" lint --config "$config" --error-format json . >/dev/null 2>&1 || true
command time -o "$work/ours" -f '%e %M' "$protolint" lint --config "$config" --error-format json . >"$work/ours.json" 2>/dev/null || true
command time -o "$work/buf" -f '%e %M' "$peers/buf" lint --config "$config" --error-format json . >"$work/buf.json" 2>/dev/null || true
python3 - "$work" <<'P'
import json, sys
def findings(name):
    keys = ("path", "start_line", "start_column", "end_line", "end_column", "type")
    lines = map(json.loads, open(f"{sys.argv[1]}/{name}.json"))
    return {tuple(line[key] for key in keys) for line in lines}
def cost(name):
    wall, memory = open(f"{sys.argv[1]}/{name}").read().split()[-2:]
    return float(wall), int(memory) / 1024
ours, buf = findings("ours"), findings("buf")
print(f"findings: {len(ours)} ours, {len(buf)} buf's, {len(ours - buf)} only ours, {len(buf - ours)} only buf's")
(wall, memory), (their_wall, their_memory) = cost("ours"), cost("buf")
print(f"wall: {wall:.2f} s, buf {their_wall:.2f} s: {their_wall / wall:.0f} times faster")
print(f"memory: {memory:.0f} MiB, buf {their_memory:.0f} MiB")
P

python3 - "$protolint" "$peers/buf" <<'P'
import statistics, subprocess, sys, time
config = '{"version":"v2","lint":{"use":["STANDARD"]}}'
def wall(program):
    start = time.perf_counter()
    subprocess.run([program, "lint", "--config", config, "--error-format", "json", "."], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start
ours, theirs = [], []
for _ in range(3):
    ours += [wall(sys.argv[1]) for _ in range(7)]
    theirs.append(wall(sys.argv[2]))
median, their_median = statistics.median(ours), statistics.median(theirs)
print(f"STANDARD alone, medians: {median:.2f} s ({min(ours):.2f} to {max(ours):.2f}), "
      f"buf {their_median:.1f} s ({min(theirs):.1f} to {max(theirs):.1f}): {their_median / median:.0f} times faster")
P

all=MINIMAL,BASIC,STANDARD,COMMENTS,UNARY_RPC,DESIGN,STYLE
for rules in STANDARD "$all"; do
    command time -o "$work/cost" -f '%e s wall, %U s user' "$protolint" check --only "$rules" --format json . >/dev/null 2>&1 || true
    echo "$rules: $(tail -n 1 "$work/cost")"
done
