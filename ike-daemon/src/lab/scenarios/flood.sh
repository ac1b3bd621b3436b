# Spoofed IKE_SA_INIT requests in a flood: an honest peer still connects, and memory stays flat
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
# bob takes anybody, as a host with keys from DNS does: the cheapest way to refuse a stranger is not open to him
cygnet bob families=4 start=none remote_addrs=0.0.0.0/0
cygnet alice families=4
# the answers go nowhere
ip route add blackhole 198.18.0.0/15

# resident HOST: what cygnetd's memory is, in KiB
resident() { awk '/^VmRSS/ { print $2 }' "/proc/$(<"$RUN/$1/daemon.pid")/status"; }

ping_first alice bob 4 # warm, and done before
cygnetctl_on alice terminate bob4 >"$LAB_OUT/alice/terminate.txt" 2>&1
await 5 no_sa bob 4 || true
expect_no_sa bob 4
python3 "$LAB/tools/flood.py" 198.18.0.0/15 "$(address bob 4)" "${LAB_FLOOD:-50000}" "${LAB_SECONDS:-20}" >"$LAB_OUT/flood.txt" &
flood=$!
pause 8 # the heap has found its size by then
before=$(resident bob)
began=$(now_ms)
on alice ping -n -c 1 -W 1 "$(address bob 4)" >/dev/null 2>&1 || true # whoever waits longer is answered, too
await 60 sas_left bob 4 2 || true
took=$(($(now_ms) - began))
verdict "the flood goes on" kill -0 $flood
expect_sa bob 4 'rfc4106(gcm(aes))'
note "the honest peer's IKE SA and Child SA were there after $took ms"
wait $flood
after=$(resident bob)
note "$(<"$LAB_OUT/flood.txt") a second; $((before / 1024)) MiB, after it $((after / 1024)) MiB"
verdict "memory stays flat" [ $((after - before < 16 * 1024)) = 1 ]
expect_log bob cygnetd "alice.* established" "alice is there"
ping_through alice bob 4
capture_start after
pause 1
capture_stop
cygnet_stop alice
cygnet_stop bob
