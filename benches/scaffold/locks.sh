#!/usr/bin/env bash
# Renews the lock files in templates/crate after a change of the dependencies of scaffolded crates. Locked versions
# stay; with UPDATE= all are updated. Cargo.build.lock has only what a crate with a build script has in addition or in
# other versions.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --quiet --manifest-path "$root/Cargo.toml" --bin protogen
protogen=${CARGO_TARGET_DIR:-$root/target}/debug/protogen
"$protogen" scaffold --name user-service --out "$work/plain" "$root/proto/user_service.proto" 2>/dev/null
"$protogen" scaffold --name user-service --out "$work/built" --build-script "$root/proto/user_service.proto" 2>/dev/null
for crate in plain built; do
  cargo update --quiet ${UPDATE---workspace} --manifest-path "$work/$crate/Cargo.toml"
done
python3 - "$work" "$root/templates/crate" <<'PY'
import pathlib, sys
work, templates = map(pathlib.Path, sys.argv[1:])
plain, built = [(work / crate / "Cargo.lock").read_text().replace('"user-service"', '"{{ name }}"', 1) for crate in ("plain", "built")]
(templates / "Cargo.lock").write_text(plain)
start = "\n\n[[package]]\n"
known = set(plain.rstrip().split(start))
more = [package for package in built.rstrip().split(start)[1:] if package not in known]
head = "# What a crate with a build script has in its lock file besides Cargo.lock, or in another form.\n"
(templates / "Cargo.build.lock").write_text(head + "".join(start[1:] + package + "\n" for package in more))
PY
