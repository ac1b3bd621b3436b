# Many SAs: alice with a bob of LAB_MANY (2000) addresses, each with SAs of its own, triggered name by name and held packet by packet
# limit: 1800
# Not a test of speed, but all have to come up, status has to be whole, and a stop has to leave nothing.
many=${LAB_MANY:-2000}
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
numbers=$LAB_OUT/numbers.txt

# many_addresses: bob's, on a network of their own behind his usual one
many_addresses() { seq -f '2001:db8:b::%.0f' 1000 $((999 + many)); }

many_addresses | sed 's|.*|address add &/128 dev eth0 nodad|' | ip -n bob -batch - || die "cannot give bob his addresses"
ip -n alice route add 2001:db8:b::/64 via "$(address bob 6)"

# memory HOST: of its daemon
memory() { awk -v host="$1" '/^VmRSS/ { printf "%s_rss_mib=%.1f\n", host, $2 / 1024 }' "/proc/$(<"$RUN/$1/daemon.pid")/status"; }

# sas HOST: how many the kernel has that are not larval
sas() { ip -n "$1" xfrm state list | grep -E 'proto esp spi' | grep -vc 'spi 0x00000000' || true; }

all_there() { [ "$(sas alice)" -ge $((2 * many)) ]; }

# send_each: a datagram to each of bob's addresses, 100 a second
send_each() {
  many_addresses | on alice python3 -c '
import socket, sys, time
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
for line in sys.stdin:
    try:
        s.sendto(b"x", (line.strip(), 7001))
    except OSError as e:
        print(line.strip(), e)
    time.sleep(0.01)'
}

# all come from one address, which to the limits is one stranger
cygnet bob daemon='auth_rate = 1000/2000' daemon='auth_rate_site = 1000/2000' daemon='lookup_rate = 1000/2000' \
  daemon='lookup_rate_zone = 1000/2000' daemon='cookie_threshold = 5000' daemon='cookie_threshold_site = 5000' \
  group='private-or-clear { networks = 0.0.0.0/0, ::/0 }'
cygnet alice group='private { networks = 0.0.0.0/0, ::/0 }'
for host in alice bob; do memory $host; done | sed 's/^/start_/' | tee -a "$numbers" | sed 's/^/  .      /'
began=$(now_ms)
many_addresses | while mapfile -t -n 60 some && [ ${#some[@]} -gt 0 ]; do
  cygnetctl_on alice trigger bob.example.test "${some[@]}" >>"$LAB_OUT/alice/trigger.txt" 2>&1 </dev/null || echo "failed: ${some[0]}" >>"$LAB_OUT/alice/trigger.txt"
done
echo "trigger_ms=$(($(now_ms) - began))" | tee -a "$numbers" | sed 's/^/  .      /'
began=$(now_ms)
send_each
await 300 all_there || true
verdict "$many peers have SAs: $(sas alice) at alice, $(sas bob) at bob" all_there
echo "all_there_ms=$(($(now_ms) - began))" | tee -a "$numbers" | sed 's/^/  .      /'
for host in alice bob; do memory $host; done | tee -a "$numbers" | sed 's/^/  .      /'
began=$(now_ms)
cygnetctl_on alice status >"$LAB_OUT/alice/status.txt" 2>&1 || true
echo "status_ms=$(($(now_ms) - began))" | tee -a "$numbers" | sed 's/^/  .      /'
verdict "cygnetctl status names them all" [ "$(grep -c '^IKE SA ' "$LAB_OUT/alice/status.txt")" -ge "$many" ]
began=$(now_ms)
cygnetctl_on alice version >/dev/null 2>&1 || true
echo "version_ms=$(($(now_ms) - began))" | tee -a "$numbers" | sed 's/^/  .      /'
cygnetctl_on alice trigger bob.example.test "$(address bob 6)" >>"$LAB_OUT/alice/trigger.txt" 2>&1
ping_first alice bob 6
cygnet_stop alice
cygnet_stop bob
