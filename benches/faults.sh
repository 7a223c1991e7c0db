#!/usr/bin/env bash
# Checks a scaffolded service with clients that misbehave, servers that crash and a shutdown, and checks that its memory
# stays constant during ten minutes of load with clients that disconnect. The checks are in benches/scaffold/faults.py
# and attacks.py. Needs Python, and 11,000 file handles per process. Usage: benches/faults.sh [CHECK…]
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
