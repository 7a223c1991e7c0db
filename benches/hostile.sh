#!/usr/bin/env bash
# Runs large, deeply nested and malformed inputs. Each run must end soon, in bounded memory, with a clear answer.
# Usage: benches/hostile.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
cargo build --release --quiet --manifest-path "$here/Cargo.toml"
protogen=${CARGO_TARGET_DIR:-$here/target}/release/protogen
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 - <<'P'
def write(name, *parts):
    with open(name, "wb") as out:
        for part in parts:
            out.write(part if isinstance(part, bytes) else part.encode())

syntax = 'syntax = "proto3";\n'
write("200000_open_braces.proto", syntax, "message A ", "{" * 200_000)
write("200000_nested_messages.proto", syntax, "message A {" * 200_000)
write("100000_nested_values.proto", syntax, 'import "google/protobuf/descriptor.proto";\n',
      "extend google.protobuf.FileOptions { M m = 50000; }\nmessage M { M m = 1; }\n",
      "option (m) = ", "{m:" * 100_000, "{}", "}" * 100_000, ";\n")
write("100_mb_comment.proto", syntax, "message A {} // ", b"x" * 100_000_000)
write("every_byte.proto", bytes(range(256)) * 4_000)
write("nul.proto", syntax, b"\0message A {\0}\n")
write("latin1.proto", syntax, b"message Caf\xe9 {}\n")
for millions, name in ((0.375, "28_mb"), (0.75, "56_mb"), (1.5, "113_mb")):
    write(f"{name}_of_messages.proto", syntax, *(
        f"message M{i} {{ int32 a = 1; string name = 2; repeated M{i} ms = 3; }}\n" for i in range(int(millions * 1e6))))
P
for file in *.proto; do
  code=0
  command time -o figures -f "%e s, %M KiB" "$protogen" compile -o /dev/null "$file" 2>messages || code=$?
  printf '%-32s exit %s, %s, %s lines said; %s\n' "$file" "$code" "$(tail -1 figures)" "$(wc -l <messages)" "$(head -1 messages | cut -c1-120)"
done
