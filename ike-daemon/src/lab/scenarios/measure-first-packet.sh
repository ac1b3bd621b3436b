# Time from the first packet to the first answer, and TCP connect time, through a cold trap; start-up time and memory
# limit: 1800
# Not a test. For each measurement both daemons and the resolvers start anew, so that neither a cache nor the code is
# warm: `cold` is the first handshake of a daemon's life (IPv4), `next` the second one (IPv6, the key already fetched),
# `warm` the third one (IPv4 again, after the SAs were deleted). Between start and probe is a pause: a JVM compiles for
# some seconds after its start, and here all hosts share one processor.
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
start bob listener python3 "$LAB/tools/probe.py" listen
numbers=$LAB_OUT/numbers.txt

# probe LABEL MODE FAMILY: one measurement, its names made distinct by LABEL
probe() {
  on alice python3 "$LAB/tools/probe.py" "$2" "$(address bob "$3")" 2>&1 | sed -E "s/(^| )([a-z_]+=)/\1$1_v$3_\2/g" |
    tee -a "$numbers" | sed 's/^/  .      /'
}

# memory HOST: resident memory of cygnetd in MiB
memory() { awk '/^VmRSS/ { printf "rss_mib=%.1f\n", $2 / 1024 }' "/proc/$(<"$RUN/$1/daemon.pid")/status"; }

for round in $(seq "${LAB_ROUNDS:-10}"); do
  for mode in ping tcp; do
    resolver_restart alice
    resolver_restart bob
    # the neighbours are known beforehand: only DNS and IKE are measured
    on alice ping -n -q -c 1 -W 2 "$(address bob 4)" >/dev/null || true
    on alice ping -n -q -c 1 -W 2 "$(address bob 6)" >/dev/null || true
    if [ "$round-$mode" = 1-ping ]; then
      cygnet bob
      cygnet alice
      capture_start first
    else
      cygnet_start bob
      cygnet_start alice
    fi
    pause "${LAB_SETTLE:-10}"
    probe cold $mode 4
    [ "$round-$mode" != 1-ping ] || capture_stop
    probe next $mode 6
    cygnetctl_on alice terminate bob4 >>"$LAB_OUT/alice/terminate.txt" 2>&1 || note "cygnetctl terminate failed"
    pause 0.5
    probe warm $mode 4
    memory alice >>"$numbers"
    for host in alice bob; do
      cygnet_kill $host
      ip -n $host xfrm state flush
      ip -n $host xfrm policy flush
    done
  done
done
cat "$LAB_OUT/starts.txt" >>"$numbers"
on alice python3 "$LAB/tools/probe.py" median <"$numbers" | sed 's/^/  .      /'
expect_no_clear 1 4
