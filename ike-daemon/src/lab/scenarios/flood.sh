# Spoofed IKE_SA_INIT requests in a flood: an honest peer still connects, and memory stays flat
# esp: not needed
# On a kernel without ESP (run --kernel host flood) only the IKE SA is looked at; that shows what a real machine can take.
# LAB_FLOOD requests a second are offered for LAB_SECONDS; the note says what the machine could really send.
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
# bob takes anybody, as a host with keys from DNS does: the cheapest way to refuse a stranger is not open to him
# a heap that does not hold a hundred octets of each request
CYGNET_JAVA_OPTS+=' -Xmx64m'
cygnet bob families=4 start=none remote_addrs=0.0.0.0/0
cygnet alice families=4
ip route add blackhole 198.18.0.0/15 # where the answers go

# live HOST: octets of objects that cygnetd still needs, after a collection of all others
live() {
  local java=${LAB_JDK:-${JAVA_HOME-}}
  on "$1" "${java:+$java/bin/}jcmd" "$(<"$RUN/$1/daemon.pid")" GC.class_histogram | awk '/^Total/ { print $3 }'
}

seconds=${LAB_SECONDS:-40}
before=$(live bob)
python3 "$LAB/tools/flood.py" 198.18.0.0/15 "$(address bob 4)" "${LAB_FLOOD:-50000}" "$seconds" >"$LAB_OUT/flood.txt" &
flood=$!
pause 5
began=$(now_ms)
on alice ping -n -c 1 -W 1 "$(address bob 4)" >/dev/null 2>&1 || true
expect_log bob cygnetd 'alice4.* established' 'an honest peer is there' $((seconds - 10))
note "an IKE SA with the honest peer after $(($(now_ms) - began)) ms at most"
verdict "the flood goes on" kill -0 $flood
wait $flood
eval "$(<"$LAB_OUT/flood.txt")"
after=$(live bob)
note "$sent requests were sent, $rate a second; $((before / 1024)) KiB in use before, $((after / 1024)) KiB after"
verdict "memory stays flat" [ $((before > 0 && after - before < 1024 * 1024)) = 1 ]
if has_line "$LAB_OUT/bob/cygnetd.log" OutOfMemoryError; then fail "bob is out of memory"; else pass "bob has memory left"; fi
if ip -n bob xfrm state add src 203.0.113.1 dst 203.0.113.2 proto esp spi 0x100 mode transport \
  aead 'rfc4106(gcm(aes))' 0x0123456789012345678901234567890123456789 128 2>/dev/null; then
  ip -n bob xfrm state delete src 203.0.113.1 dst 203.0.113.2 proto esp spi 0x100
  ping_awake alice bob 4
  expect_sa bob 4 'rfc4106(gcm(aes))'
else
  note 'this kernel has no ESP'
fi
cygnet_stop alice
cygnet_stop bob
