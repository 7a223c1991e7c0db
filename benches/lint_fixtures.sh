#!/usr/bin/env bash
# Records what buf 1.75.0 finds with each of its rules in the fixtures of that rule: writes fixtures/lint/answers.txt;
# tests/gate/rules.rs compares with it.
# Usage: benches/lint_fixtures.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
peers=$("$here/benches/peers.sh")
python3 - "$here/fixtures/lint" "$peers/buf" <<'P'
import json, pathlib, shutil, subprocess, sys, tempfile
fixtures, buf = pathlib.Path(sys.argv[1]), sys.argv[2]
def rules(version):
    listed = subprocess.run([buf, "config", "ls-lint-rules", "--version", version, "--format", "json"],
                            capture_output=True, text=True, check=True)
    return {json.loads(line)["id"]: version for line in listed.stdout.splitlines()}
def findings(rule, version, fixture, work):
    for side in ("bad", "good"):
        if (fixture / side).is_dir():
            shutil.copytree(fixture / side, work / side)
        else:
            (work / side).mkdir()
            shutil.copy(fixture / f"{side}.proto", work / side)
        config = json.dumps({"version": version, "lint": {"use": [rule]}})
        run = subprocess.run([buf, "lint", ".", "--config", config, "--error-format", "json"], cwd=work / side,
                             capture_output=True, text=True)
        if run.returncode not in (0, 100) or "COMPILE" in run.stdout:
            sys.exit(f"{rule}: {run.stdout}{run.stderr}")
        for found in map(json.loads, run.stdout.splitlines()):
            place = {key: found.get(key, 1) for key in ("start_line", "start_column", "end_line", "end_column")}
            yield "{path}:{start_line}:{start_column}-{end_line}:{end_column} {type}".format(**(found | place))
lines = []
for rule, version in sorted((rules("v1beta1") | rules("v2")).items()):
    if (fixtures / rule).is_dir():
        with tempfile.TemporaryDirectory() as work:
            lines += sorted(findings(rule, version, fixtures / rule, pathlib.Path(work)))
(fixtures / "answers.txt").write_text("\n".join(lines) + "\n")
print(f"{len(lines)} findings")
P
