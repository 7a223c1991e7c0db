#!/usr/bin/env bash
# Measures a scaffolded service with all layers on, and a bare tonic server with the same generated code and the same
# store (benches/scaffold/bare.rs), in turns: requests per second, and processor time of the server per request. Needs
# h2load.
# Usage: benches/throughput.sh [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
programs=$("$here/benches/scaffold/build.sh")
work=$(mktemp -d)
"$programs/user-service" --listen 127.0.0.1:50151 2>/dev/null & full=$!
"$programs/bare" 127.0.0.1:50152 & bare=$!
trap 'kill $full $bare; rm -rf "$work"' EXIT
sleep 1

calls=200000
printf '\0\0\0\0\2\x08\1' >"$work/GetUser"
printf '\0\0\0\0\x0c\x0a\3ann\x12\5a@b.c' >"$work/CreateUser"
load() { # PORT METHOD CALLS CONNECTIONS STREAMS
    h2load -n "$3" -c "$4" -m "$5" -d "$work/$2" -H 'content-type: application/grpc' -H 'te: trailers' \
        "http://127.0.0.1:$1/user.UserService/$2" >"$work/out"
    grep -q " $3 succeeded, 0 failed" "$work/out" || { cat "$work/out" >&2; exit 1; }
    grep -oE '[0-9.]+ req/s' "$work/out" | cut -d' ' -f1
}
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
for port in 50151 50152; do
    load $port CreateUser 1 1 1 >/dev/null
    load $port GetUser 20000 4 50 >/dev/null
done
order=("full $full 50151" "bare $bare 50152")
for _ in $(seq "${1:-8}"); do
    # Alternate the order.
    order=("${order[1]}" "${order[0]}")
    for server in "${order[@]}"; do
        read -r name pid port <<<"$server"
        before=$(ticks "$pid")
        rate=$(load "$port" GetUser $calls 4 50)
        echo "$name $rate $((($(ticks "$pid") - before) * 10000000 / calls))"
    done
done >"$work/rounds"
python3 - "$work/rounds" <<'P'
import statistics, sys
rounds = {"full": [], "bare": []}
for line in open(sys.argv[1]):
    name, rate, cost = line.split()
    rounds[name].append((float(rate), int(cost)))
def median(values): return statistics.median(values)
for name, runs in rounds.items():
    rates, costs = zip(*runs)
    print(f"{name}: {median(rates):,.0f} requests per second ({min(rates):,.0f} to {max(rates):,.0f}), {median(costs):,.0f} ns of processor each")
pairs = list(zip(rounds["full"], rounds["bare"]))
print(f"ratio, median of {len(pairs)} pairs: {median([f[0] / b[0] for f, b in pairs]):.2f} in requests, {median([f[1] / b[1] for f, b in pairs]):.2f} in processor time")
P
