# Groups and addresses: packets from two addresses of alice's, one of which goes; and a peer that had SAs and is without IKE
network
identity alice ed25519
identity bob ed25519
declare -A SECOND=([4]=192.0.2.11 [6]=2001:db8::11)
for host in alice bob; do
  publish $host
  publish_reverse $host
done
publish_more alice "${SECOND[@]}"
dns_up
ip -n alice -batch - <<ADDRESSES || die "cannot give alice more addresses"
address add ${SECOND[4]}/24 dev eth0
address add ${SECOND[6]}/64 dev eth0 nodad preferred_lft 0
ADDRESSES
# IPv4 has to be private for alice, and IPv6 may be in clear
cygnet alice group='patience = 3s' group='private { networks = 192.0.2.0/24 }' group='private-or-clear { networks = 2001:db8::/64 }'
cygnet bob group='patience = 30s' group='private-or-clear { networks = 192.0.2.0/24, 2001:db8::/64 }'

# as_second FAMILY COMMAND...: with alice's second address for her only one
as_second() {
  local family=$1 before4=${ADDRESS4[alice]} before6=${ADDRESS6[alice]}
  if [ "$family" = 4 ]; then ADDRESS4[alice]=${SECOND[4]}; else ADDRESS6[alice]=${SECOND[6]}; fi
  "${@:2}"
  ADDRESS4[alice]=$before4 ADDRESS6[alice]=$before6
}

# ping_from_second FAMILY: one single packet from there, which must be answered
ping_from_second() {
  local out
  out=$(on alice ping -n -c 1 -W 10 -I "${SECOND[$1]}" "$(address bob "$1")" 2>&1) || true
  [[ $out =~ time=([0-9.]+) ]] || true
  verdict "IPv$1: the first packet from ${SECOND[$1]} is answered, after ${BASH_REMATCH[1]-no} ms" grep -qF '1 received' <<<"$out"
}

for family in 4 6; do
  capture_start addresses$family
  ping_first alice bob $family
  ping_from_second $family
  ping_from_second $family
  ping_through alice bob $family
  capture_stop
  expect_no_clear 4 $family
  as_second $family expect_no_clear 2 $family
  for host in alice bob; do
    expect_sa $host $family 'rfc4106(gcm(aes))'
    as_second $family expect_sa $host $family 'rfc4106(gcm(aes))'
  done
done
cygnetctl_on alice flow "$(address bob 6)" >"$LAB_OUT/alice/flow.txt"
verdict 'cygnetctl flow: protected, as bob' grep -q 'protect, as bob.example.test' "$LAB_OUT/alice/flow.txt"

# The second address goes, its SAs with it, and nothing leaves in clear
capture_start gone
ip -n alice address del "${SECOND[6]}/64" dev eth0
expect_log alice cygnetd "gone: \[/?${SECOND[6]}" 'an address is gone'
await 10 as_second 6 sas_left alice 6 0 || true
as_second 6 expect_no_sa alice 6
as_second 6 expect_no_sa bob 6
ping_through alice bob 6
ping_through bob alice 6
capture_stop
expect_no_clear 6 6

# Bob stops, and is a host without IKE, whose key and name alice still knows
capture_start without-ike
cygnet_stop bob
for family in 4 6; do
  await 5 no_sa alice $family || true
  expect_no_sa alice $family
done
answered=$(on alice ping -n -c 1 -W 10 "$(address bob 6)" 2>&1) || true
[[ $answered =~ time=([0-9]+) ]] || true
verdict "private-or-clear: in clear after ${BASH_REMATCH[1]-no} ms, which is the patience of 3 s" \
  [ $((${BASH_REMATCH[1]:-0} >= 2900 && ${BASH_REMATCH[1]:-0} < 8000)) = 1 ]
expect_log alice cygnetd '2001:db8:.*2 \(private-or-clear .*\): pass for' 'why'
ping_through alice bob 6
ping_blocked alice bob 4
capture_stop
expect_wire 4 'private: nothing leaves alice in clear' 'clear_there == 0 && ike > 0'

# He is back and begins: that is over at once
cygnet_start bob
capture_start back
for family in 4 6; do
  datagram_first bob alice $family
  ping_through alice bob $family
done
capture_stop
expect_no_clear 3
cygnet_stop alice
cygnet_stop bob
