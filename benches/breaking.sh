#!/usr/bin/env bash
# What buf 1.75.0 finds in fixtures/breaking, with every rule of every category: writes answers.txt and rules.txt there.
# Usage: benches/breaking.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
peers=$("$here/benches/peers.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$here/fixtures/breaking" "$peers/buf" "$work" <<'P'
import json, pathlib, subprocess, sys
fixtures, buf, work = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
def unpack(text, target):
    for part in ("\n" + text).split("\n--- ")[1:]:
        head, text = part.split("\n", 1)
        side, name = head.split(" ", 1)
        path = target / side / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
def answers(target):
    config = json.dumps({"version": "v2", "breaking": {"use": ["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"]}})
    run = subprocess.run([buf, "breaking", ".", "--against", "../before", "--config", config, "--error-format", "json"],
                         cwd=target / "after", capture_output=True, text=True)
    if run.returncode not in (0, 100) or "COMPILE" in run.stdout:
        sys.exit(run.stdout + run.stderr)
    found = map(json.loads, run.stdout.splitlines())
    return sorted("{path}:{start_line}:{start_column}-{end_line}:{end_column} {type}".format(**{"path": "<input>"} | one) for one in found)
for fixture in fixtures.glob("*.txt"):
    if fixture.name not in ("answers.txt", "rules.txt"):
        unpack(fixture.read_text(), work)
(fixtures / "answers.txt").write_text("\n".join(answers(work)) + "\n")
P
