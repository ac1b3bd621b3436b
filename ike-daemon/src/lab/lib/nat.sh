# shellcheck shell=bash
# A NAT between a host and the others: the host gets an address inside, its own becomes that of the NAT.
#
#   alice 10.1.1.2 ---- 10.1.1.1 nat 192.0.2.1 ---- br0     (IPv4 only)

declare -A INSIDE4

# own_address HOST FAMILY: the address that the host has itself; address() is the one that others know it by
own_address() { if [ "$2" = 4 ]; then echo "${INSIDE4[$1]:-${ADDRESS4[$1]}}"; else address "$1" "$2"; fi; }

# known_address BY HOST FAMILY: the address by which BY knows HOST, which may be itself
known_address() { if [ "$1" = "$2" ]; then own_address "$2" "$3"; else address "$2" "$3"; fi; }

# behind_nat HOST: puts a NAT before a host, after `network`; ports come from 20000 to 29999
behind_nat() {
  local host=$1 v4=${ADDRESS4[$1]}
  INSIDE4[$host]=10.1.1.2
  ip -batch - <<LINKS || die "cannot make the NAT"
netns add nat
link set $host nomaster netns nat name inside
link add nat type veth peer name outside netns nat
link set nat master br0 up
LINKS
  ip -n "$host" -batch - <<HOST || die "cannot put $host behind the NAT"
address flush dev eth0
address add ${INSIDE4[$host]}/24 dev eth0
route add default via 10.1.1.1
HOST
  ip -n nat -batch - <<NAT || die "cannot configure the NAT"
link set lo up
link set inside up
link set outside up
address add 10.1.1.1/24 dev inside
address add $v4/24 dev outside
route add default via 192.0.2.254
NAT
  ip netns exec nat sysctl -qw net.ipv4.ip_forward=1
  # its own "port unreachable" would be a packet in clear
  ip netns exec nat iptables-legacy -A INPUT -i outside -p udp -j DROP || die "cannot silence the NAT"
  nat_ports 20000-29999
}

# nat_ports FROM-TO: all mappings are forgotten, and new ones get other ports
nat_ports() {
  local protocol
  # the kernel drops the mappings of a link that goes down, and nothing passes before the new rules are there
  ip -n nat link set outside down
  # Debian's nft needs a module that UML has not
  ip netns exec nat iptables-legacy -t nat -F POSTROUTING || die "cannot set the NAT's rules"
  for protocol in tcp udp; do
    ip netns exec nat iptables-legacy -t nat -A POSTROUTING -o outside -p $protocol -j MASQUERADE --to-ports "$1"
  done
  ip netns exec nat iptables-legacy -t nat -A POSTROUTING -o outside -j MASQUERADE
  ip -n nat link set outside up
  ip -n nat route replace default via 192.0.2.254
}

# expect_encapsulated HOST PORTS: the host's SAs with the NAT are ESP in UDP: all outbound ones go to a port matching PORTS, and an inbound
# one is from there (others may be left for some seconds from before a rekeying)
expect_encapsulated() {
  local ports there elsewhere back
  ports=$(ip -n "$1" xfrm state list | sed -nE 's/.*encap type espinudp sport ([0-9]+) dport ([0-9]+).*/\1 \2/p')
  there=$(grep -cE "^4500 $2\$" <<<"$ports") || true
  elsewhere=$(grep -E '^4500 ' <<<"$ports" | grep -cvE " $2\$") || true
  back=$(grep -cE "^$2 4500\$" <<<"$ports") || true
  verdict "$1 has ESP in UDP with the NAT's port like $2 (${ports//$'\n'/, })" \
    [ $((there >= 1 && elsewhere == 0 && back >= 1)) = 1 ]
}

# prove_through_nat PORTS SIZE: pings both ways and a transfer between alice behind the NAT and bob, whose SAs are with a port like PORTS
prove_through_nat() {
  ping_through alice bob 4
  transfer alice bob 4 "$2"
  ping_through bob alice 4
  expect_encapsulated bob "$1"
}

# prove_new_ports: bob's Cygnet follows when alice's NAT chooses other ports. The kernel tells it of the first packet; nothing is said
# between the two
prove_new_ports() {
  nat_ports 30000-39999
  ping_awake alice bob 4
  expect_log bob cygnetd "$SAYS_MOVED" 'the peer has moved'
  prove_through_nat '3[0-9]{4}' 1M
}
