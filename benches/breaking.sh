#!/usr/bin/env bash
# Records what buf 1.75.0 finds in the pairs of fixtures/breaking and in the random pairs of tests/gate/breaking.rs, with
# all rules of all categories: writes answers.txt, random.txt.gz and rules.txt there. The findings of one rule or
# category are a subset of these; `--each` verifies that.
# Usage: benches/breaking.sh [--each]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
peers=$("$here/benches/peers.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PROTOLINT_WRITE_PAIRS="$work/random" cargo test --quiet --manifest-path "$here/Cargo.toml" --test gate breaking::random >/dev/null
python3 - "$here/fixtures/breaking" "$peers/buf" "$work" "${1:-}" <<'P'
import gzip, json, pathlib, subprocess, sys
fixtures, buf, work = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
def unpack(text, target):
    for part in ("\n" + text).split("\n--- ")[1:]:
        head, text = part.split("\n", 1)
        side, name = head.split(" ", 1)
        path = target / side / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
def answers(target, names=("FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR")):
    config = json.dumps({"version": "v2", "breaking": {"use": list(names)}})
    run = subprocess.run([buf, "breaking", ".", "--against", "../before", "--config", config, "--error-format", "json"],
                         cwd=target / "after", capture_output=True, text=True)
    if run.returncode not in (0, 100) or "COMPILE" in run.stdout:
        sys.exit(run.stdout + run.stderr)
    found = map(json.loads, run.stdout.splitlines())
    line = "{path}:{start_line}:{start_column}-{end_line}:{end_column} {type}"
    return sorted(line.format(**{"path": "<input>"} | one) for one in found)
listed = subprocess.run([buf, "config", "ls-breaking-rules", "--version", "v2", "--format", "json"], capture_output=True, text=True)
rules = sorted(map(json.loads, listed.stdout.splitlines()), key=lambda rule: rule["id"])
rules = {rule["id"]: (rule["default"], sorted(rule["categories"])) for rule in rules}
lines = [f"{id} {'on' if on else 'off'} {','.join(categories)}" for id, (on, categories) in rules.items()]
(fixtures / "rules.txt").write_text("\n".join(lines) + "\n")
for fixture in fixtures.glob("*.txt"):
    if fixture.name not in ("answers.txt", "rules.txt"):
        unpack(fixture.read_text(), work / "fixtures")
found = answers(work / "fixtures")
(fixtures / "answers.txt").write_text("\n".join(found) + "\n")
random = answers(work / "random")
(fixtures / "random.txt.gz").write_bytes(gzip.compress(("\n".join(random) + "\n").encode(), mtime=0))
print(f"{len(found)} findings in fixtures, {len(random)} in random pairs")
if sys.argv[4] == "--each":
    parts = {id: {id} for id in rules}
    for id, (_, categories) in rules.items():
        for category in categories:
            parts.setdefault(category, set()).add(id)
    for name, ids in parts.items():
        for target, all in ((work / "fixtures", found), (work / "random", random)):
            if answers(target, [name]) != [line for line in all if line.split()[-1] in ids]:
                print(f"{name} alone finds something else in {target.name}")
P
