#!/usr/bin/env bash
# What a scaffolded service does when clients misbehave, servers die and its own end comes, and whether its memory stays
# in ten minutes of load with clients that vanish: benches/scaffold/faults.py and attacks.py have the checks. Needs
# Python, and 11,000 file handles for a process. Usage: benches/faults.sh [CHECK…]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
programs=$("$here/benches/scaffold/build.sh")
peers=${PEERS:-$here/target/peers}
if [ ! -x "$peers/grpc/bin/python" ]; then
    mkdir -p "$peers"
    python3 -m venv "$peers/grpc"
    "$peers/grpc/bin/pip" -q install grpcio==1.85.1 >&2
fi
ulimit -n "$(ulimit -Hn)"
"$peers/grpc/bin/python" "$here/benches/scaffold/faults.py" "$programs" "$@"
