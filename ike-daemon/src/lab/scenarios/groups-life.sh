# Groups over time: a peer without IKE, one that comes up, crashes and restarts under traffic, both at once, DNS that dies
network
identity alice ed25519
identity bob ed25519
for host in alice bob; do
  publish $host
  publish_reverse $host
done
dns_up
# IPv4 has to be private for alice, and IPv6 may be in clear
cygnet alice group='private { networks = 192.0.2.0/24 }' group='private-or-clear { networks = 2001:db8::/64 }' \
  group='block { networks = 203.0.113.0/24 }'

# Bob has a key, but no IKE: in clear when patience ends, or not at all
capture_start no-ike
answered=$(on alice ping -n -c 1 -W 10 "$(address bob 6)" 2>&1) || true
[[ $answered =~ time=([0-9]+) ]] || true
verdict "private-or-clear: the first packet goes in clear after ${BASH_REMATCH[1]-no} ms, which is the patience of 3 s" \
  [ $((${BASH_REMATCH[1]:-0} >= 2900 && ${BASH_REMATCH[1]:-0} < 8000)) = 1 ]
ping_blocked alice bob 4
capture_stop
expect_wire 4 'private: nothing leaves alice in clear' 'clear_there == 0 && ike > 0'

# Half an IKE SA, which anybody can send, ends nothing
half_open bob alice
ping_through alice bob 6
ping_blocked alice bob 4 1

# settled FAMILY: one pair of SAs is left, however many there were
settled() {
  local host
  for host in alice bob; do
    await 15 sas_left $host "$1" 2 || true
    expect_sa $host "$1" 'rfc4106(gcm(aes))'
  done
}

# Now bob can, and begins: what let pass is over at once
cygnet bob group='patience = 30s' group='private-or-clear { networks = 192.0.2.0/24, 2001:db8::/64 }'
for family in 6 4; do
  capture_start then-go$family
  datagram_first bob alice $family
  settled $family
  ping_through alice bob $family
  capture_stop
  expect_no_clear 3 $family
done

# spis_of FAMILY: of the SAs as bob's kernel has them
spis_of() { sas bob "$1" | grep -o 'spi 0x[0-9a-f]*' | sort; }
others() { [ "$(spis_of 4)" != "$before4" ] && [ "$(spis_of 6)" != "$before6" ] && sas_left bob 4 2 && sas_left bob 6 2; }

# survives HOST: its daemon is killed under traffic, and starts again. The SAs carry on until there are others
survives() {
  local family before4 before6 began
  before4=$(spis_of 4) before6=$(spis_of 6)
  capture_start "killed-$1"
  for family in 4 6; do stream_start alice bob $family; done
  pause 1
  cygnet_kill "$1"
  pause 3
  verdict "with $1's daemon dead the SAs are as they were" [ "$before4$before6" = "$(spis_of 4)$(spis_of 6)" ]
  cygnet_start "$1"
  began=$(now_ms)
  await 20 others || true
  verdict "$1's new life has SAs of its own, after $(($(now_ms) - began)) ms" others
  pause 3
  # what comes in on the old SAs after they went is lost until the peer has the new ones: 5 s at most, on these slow processors
  for family in 4 6; do stream_stop $family 100; done
  capture_stop
  for family in 4 6; do
    expect_no_clear 100 $family
    settled $family
  done
}
# from now on patience is ample, because of the slow processors here
sed -i 's/block .*203\.0\.113.*/patience = 30s/' "$LAB_OUT/alice/cygnet/cygnet.conf"
survives alice
verdict 'what the configuration has no more is gone from the kernel' [ -z "$(ip -n alice xfrm policy list dst 203.0.113.0/24)" ]
survives bob

# Stopped as it should be, and started: the peer is back with the next packet
capture_start restart
cygnet_stop bob
cygnet_start bob
for family in 4 6; do
  ping_awake alice bob $family
  ping_through alice bob $family
done
capture_stop
expect_wire 4 'private: nothing leaves alice in clear over a restart of bob' 'clear_there == 0'

# Both begin at once. They have run for a while: 300 ms after the responder has agreed it sends, and a cold JVM may be slower here
sa_names() { cygnetctl_on alice status --json | grep -oE '"(name|connection)": *"[^"]*(@|#)[^"]*"' | sed 's/.*: *"//; s/"$//' | sort -u; }
for name in $(sa_names); do cygnetctl_on alice terminate "$name" >>"$LAB_OUT/alice/terminate.txt" 2>&1 || true; done
for family in 4 6; do
  for host in alice bob; do
    await 5 no_sa $host $family || true
    expect_no_sa $host $family
  done
done
for family in 4 6; do
  capture_start both$family
  datagram_first bob alice $family &
  datagram_first alice bob $family
  wait $!
  settled $family
  ping_through alice bob $family
  capture_stop
  expect_no_clear 3 $family
done

# DNS dies: what is protected stays so, and a host of which nothing is known is not talked to in clear where that must not be
capture_start dns-dies
kill "$(<"$RUN/alice/unbound.pid")"
for family in 4 6; do ping_through alice bob $family 5 1; done
cygnet_stop alice
cygnet_start alice
ping_blocked alice bob 4
capture_stop
expect_wire 4 'private: nothing leaves alice in clear when DNS is dead' 'clear_there == 0'
expect_log alice cygnetd '192\.0\.2\.2 \(private .*\): drop for' 'why'
cygnet_stop alice
cygnet_stop bob
