# Many SAs: alice with a bob of LAB_MANY (2000) addresses, each with SAs of its own, and 10,000 hosts that alice remembers
# limit: 7200
# Not a test of speed, but all have to come up, status has to be whole, memory must not grow when the same happens again, and a
# stop has to leave nothing.
many=${LAB_MANY:-2000}
remembered=10000
at_once=20 # addresses that alice sends to before she waits for the SAs
few=20 # addresses by which the time to the first IKE_SA_INIT request is measured, at the beginning and again at the end
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
numbers=$LAB_OUT/numbers.txt

# many_addresses: bob's, on a network of their own behind his usual one
many_addresses() { seq -f '2001:db8:b::%.0f' 1000 $((999 + many)); }

# few_addresses N: as many more for the N-th measurement
few_addresses() { seq -f "2001:db8:b:$1::%.0f" 1000 $((999 + few)); }

{ many_addresses && few_addresses 1 && few_addresses 2; } | sed 's|.*|address add &/128 dev eth0 nodad|' | ip -n bob -batch - ||
  die "cannot give bob his addresses"
ip -n alice route add 2001:db8:b::/48 via "$(address bob 6)"

# figure NAME=VALUE...: told, and kept
figure() { echo "$*" | tee -a "$numbers" | sed 's/^/  .      /'; }

# resident HOST: MiB of memory that its daemon has
resident() { awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$(<"$RUN/$1/daemon.pid")/status"; }

# Else every fourth collection alone leaves nothing behind that is not in use.
export CYGNET_JAVA_OPTS="${CYGNET_JAVA_OPTS-} -XX:MarkSweepAlwaysCompactCount=1"

# heap HOST: KiB of what its daemon uses, after a full collection; nothing if the JDK has no jcmd
heap() {
  on "$1" ${LAB_JDK:+env PATH="$LAB_JDK/bin:$PATH"} jcmd "$(<"$RUN/$1/daemon.pid")" GC.class_histogram >"$RUN/$1/heap" 2>&1 || return 0
  cat "$RUN/$1/heap" >>"$LAB_OUT/$1/heap.txt"
  awk '$1 == "Total" { printf "%.0f", $3 / 1024 }' "$RUN/$1/heap"
}

# memory WHEN: of both daemons; alice's heap is in $used
memory() {
  local host
  for host in bob alice; do
    used=$(heap $host)
    figure "$1: ${host}_rss_mib=$(resident $host) ${host}_heap_kib=$used"
  done
}

# sas HOST: how many its kernel has, larval ones too; quick, however many there are
sas() { ip -n "$1" xfrm state count | sed -E 's/.*count ([0-9]+).*/\1/'; }

# missing: those of bob's addresses to which alice has no SA
missing() {
  comm -23 <(many_addresses | sort) \
    <(ip -n alice xfrm state list | awk '$1 == "src" { to = $4 } $1 == "proto" && $4 != "0x00000000" { print to }' | sort -u)
}

has_at_least() { [ "$(sas "$1")" -ge "$2" ]; }

# trigger: names each of the addresses to alice's daemon
trigger() {
  local some
  while mapfile -t -n 60 some && [ ${#some[@]} -gt 0 ]; do
    cygnetctl_on alice trigger bob.example.test "${some[@]}" >>"$LAB_OUT/alice/trigger.txt" 2>&1 </dev/null ||
      echo "failed: ${some[0]}" >>"$LAB_OUT/alice/trigger.txt"
  done
}

# sender: a process that sends a datagram from alice to each address that it reads
sender() {
  on alice python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
for line in sys.stdin:
    try:
        s.sendto(b"x", (line.strip(), 7001))
    except OSError as e:
        print(line.strip(), e, file=sys.stderr) # blocked for a while
' 2>>"$LAB_OUT/alice/sender.txt"
}

# send_each: to the addresses that it reads, no more at once than the machine can negotiate with in a while
send_each() {
  local some before
  while mapfile -t -n "$at_once" some && [ ${#some[@]} -gt 0 ]; do
    before=$(sas bob)
    printf '%s\n' "${some[@]}" >&"$to_sender"
    patiently 20 has_at_least bob $((before + 2 * ${#some[@]})) || echo "$(now_ms) not all of ${some[*]}" >>"$LAB_OUT/alice/slow.txt"
  done
}

# patiently SECONDS CMD...: as await, but it leaves the one processor to those that it waits for
patiently() {
  local end=$(($(now_ms) + $1 * 1000))
  shift
  until "$@"; do
    (($(now_ms) < end)) || return 1
    pause 0.3
  done
}

# bring_up ROUND: all of them, and how long it takes; who is not there in time is sent to once more
bring_up() {
  local began try absent to_sender
  began=$(now_ms)
  exec {to_sender}> >(sender)
  for try in 1 2 3; do
    missing >"$LAB_OUT/missing.txt"
    # What could not be had is remembered; an application that wants to talk to the host asks DNS again.
    [ $try = 1 ] || trigger <"$LAB_OUT/missing.txt"
    send_each <"$LAB_OUT/missing.txt"
    absent=$(missing | wc -l)
    [ "$absent" -gt 0 ] || break
  done
  exec {to_sender}>&-
  figure "$1: all_there_ms=$(($(now_ms) - began)) tries=$try alice_sas=$(sas alice) bob_sas=$(sas bob)"
  verdict "$1: $((many - absent)) of $many peers have SAs" [ "$absent" = 0 ]
}

# first_request N: how long after a packet its IKE_SA_INIT request leaves
first_request() { figure "with $(sas alice) SAs: $(few_addresses "$1" | on alice python3 "$LAB/tools/acquire.py")"; }

forgotten=$(($(date +%s) + 14 * 60))

# hosts that cannot be reached, as in the file that an earlier life of the daemon would have left
remembered_hosts() {
  local until
  until=$(date -u -d "@$forgotten" +%Y-%m-%dT%H:%M:%SZ)
  seq $remembered | awk -v ours="$(address alice 6)" -v until="$until" -v OFS='\t' \
    '{ print sprintf("2001:db8:c::%x", $1), ours, "private ::/0", "no-key", until, 3, "nobody.example.test: proven absence" }'
}
mkdir -p "$RUN/alice/run/cygnet/state"
remembered_hosts >"$RUN/alice/run/cygnet/state/memory"

# all come from one address, which to the limits of who may say who it is is one stranger
cygnet bob daemon='auth_rate_site = 200' daemon='lookup_rate = 200' daemon='lookup_rate_zone = 200' \
  group='private-or-clear { networks = 0.0.0.0/0, ::/0 }' group='inactivity = 0s'
cygnet alice group='private { networks = 0.0.0.0/0, ::/0 }' group='inactivity = 0s'
memory start
few_addresses 1 | trigger
first_request 1

began=$(now_ms)
many_addresses | trigger
figure "trigger_ms=$(($(now_ms) - began))"
bring_up "round 0"
memory "round 0"
few_addresses 2 | trigger
first_request 2

for round in 1 2 3; do figure "status $(on alice python3 "$LAB/tools/status.py" /run/cygnet/cygnet.vici)"; done
for command in status version; do
  began=$(now_ms)
  cygnetctl_on alice $command >"$LAB_OUT/alice/$command.txt" 2>&1 || true
  figure "cygnetctl_$command: whole_ms=$(($(now_ms) - began))"
done
listed() { grep -c "^$1 " "$LAB_OUT/alice/status.txt" || true; }
verdict "cygnetctl status names them all" [ "$(listed 'IKE SA')" -ge "$many" ]
if [ "$(date +%s)" -lt "$forgotten" ]; then
  verdict "cygnetctl status names the $remembered remembered hosts" [ "$(listed memory)" = $remembered ]
else
  note "this machine is so slow that the $remembered hosts are forgotten by now"
fi

# bob goes and comes, with all that he has
heaps=()
for round in $(seq "${LAB_ROUNDS:-3}"); do
  cygnet_stop bob
  cygnet_start bob
  bring_up "round $round"
  memory "round $round"
  heaps+=("$used")
done
# What she remembers ends after 14 minutes, so that the heap of a long run may become smaller once.
is_steady() { [ $((heaps[-1] * 100)) -le $((heaps[0] * 105)) ] && [ $((heaps[-1] * 100)) -le $((heaps[-2] * 103)) ]; }
if [ ${#heaps[@]} -gt 1 ] && [ -n "$used" ]; then
  verdict "alice's heap does not grow from round to round: ${heaps[*]} KiB" is_steady
fi
cygnetctl_on alice trigger bob.example.test "$(address bob 6)" >>"$LAB_OUT/alice/trigger.txt" 2>&1
ping_first alice bob 6
cygnet_stop alice
cygnet_stop bob
