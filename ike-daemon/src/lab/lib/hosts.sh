# shellcheck shell=bash
# Hosts: alice, bob and dns, each a network namespace with a mount namespace of its own, on one bridge.
#
#   alice 192.0.2.1     2001:db8::1        dns 198.51.100.53  2001:db8:53::53
#   bob   192.0.2.2     2001:db8::2        router .254, ::fe on both prefixes (the scenario's own namespace)
#
# The bridge and the router live in the scenario's own namespace, so that a capture there sees every wire. DNS is
# behind the router: alice and bob reach it from their one address of each family.

HOSTS="dns alice bob"
declare -A ADDRESS4=([alice]=192.0.2.1 [bob]=192.0.2.2 [dns]=198.51.100.53)
declare -A ADDRESS6=([alice]=2001:db8::1 [bob]=2001:db8::2 [dns]=2001:db8:53::53)
NOWHERE=203.0.113.53 # every packet to it vanishes in the router without an error: a dead server

# address HOST FAMILY: FAMILY is 4 or 6
address() { if [ "$2" = 4 ]; then echo "${ADDRESS4[$1]}"; else echo "${ADDRESS6[$1]}"; fi; }

# wire FAMILY: the network that alice and bob are on
wire() { if [ "$1" = 4 ]; then echo 192.0.2.0/24; else echo 2001:db8::/64; fi; }

# renumber HOST: its addresses go, and others come
renumber() {
  local old4=${ADDRESS4[$1]} old6=${ADDRESS6[$1]}
  ADDRESS4[$1]=${old4}1 ADDRESS6[$1]=${old6}1
  on "$1" sysctl -qw net.ipv4.conf.all.promote_secondaries=1
  ip -n "$1" -batch - <<ADDRESSES || die "cannot renumber $1"
address add ${ADDRESS4[$1]}/24 dev eth0
address add ${ADDRESS6[$1]}/64 dev eth0 nodad
address del $old4/24 dev eth0
address del $old6/64 dev eth0
ADDRESSES
  note "$1 is ${ADDRESS4[$1]} and ${ADDRESS6[$1]} now"
}

# peer HOST: the other one
peer() { if [ "$1" = alice ]; then echo bob; else echo alice; fi; }

# on HOST CMD...: runs CMD on a host, in the foreground
on() {
  local host=$1
  shift
  nsenter --net="/proc/${ANCHOR[$host]}/ns/net" --mount="/proc/${ANCHOR[$host]}/ns/mnt" -- "$@"
}

# start HOST NAME CMD...: runs CMD on a host in the background, output to HOST/NAME.log; its process is in $STARTED
start() {
  local host=$1 log=$LAB_OUT/$1/$2.log
  shift 2
  nsenter --net="/proc/${ANCHOR[$host]}/ns/net" --mount="/proc/${ANCHOR[$host]}/ns/mnt" -- "$@" \
    >>"$log" 2>&1 </dev/null &
  STARTED=$!
}

# network [MTU]: brings up the three hosts and the wire between them; MTU (default 1500) is that of every link
network() {
  local mtu=${1:-1500} host
  declare -gA ANCHOR
  # no duplicate address detection, or the router's address is of no use for a second
  echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
  {
    for host in $HOSTS; do echo "netns add $host"; done
    cat <<BRIDGE
link set lo up
link add br0 mtu $mtu type bridge mcast_snooping 0
link set br0 up
address add 192.0.2.254/24 dev br0
address add 198.51.100.254/24 dev br0
address add 2001:db8::fe/64 dev br0 nodad
address add 2001:db8:53::fe/64 dev br0 nodad
route add blackhole $NOWHERE/32
BRIDGE
  } | ip -batch - || die "cannot make network namespaces"
  echo 1 >/proc/sys/net/ipv4/ip_forward
  echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
  # routing between two prefixes of one wire is meant here: no redirects, which would be clear packets between hosts
  echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects
  echo 0 >/proc/sys/net/ipv4/conf/br0/send_redirects
  for host in $HOSTS; do host_up "$host"; done
  for host in $HOSTS; do
    await 10 [ -e "$RUN/$host/up" ] || die "$host does not come up"
    cat <<LINK
link add $host mtu $mtu type veth peer name eth0 netns $host mtu $mtu
link set $host master br0 up
LINK
  done | ip -batch - || die "cannot make the links"
  for host in $HOSTS; do
    local v4=198.51.100 v6=2001:db8:53
    [ "$host" = dns ] || v4=192.0.2 v6=2001:db8
    ip -n "$host" -batch - <<ADDRESSES || die "cannot configure $host"
link set lo up
link set eth0 up
address add ${ADDRESS4[$host]}/24 dev eth0
address add ${ADDRESS6[$host]}/64 dev eth0 nodad
route add default via $v4.254
route add ::/0 via $v6::fe
ADDRESSES
  done
}

# host_up HOST: its mount namespace, with its own /run, /var/lib and resolver settings, held by a sleeping process
host_up() {
  local host=$1 etc=$RUN/$1/etc
  mkdir -p "$LAB_OUT/$host" "$RUN/$host/run/tmp" "$etc"
  printf 'nameserver 127.0.0.1\n' >"$etc/resolv.conf"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$etc/hosts"
  printf 'hosts: files dns\n' >"$etc/nsswitch.conf"
  nsenter --net="/run/netns/$host" unshare --mount --propagation private bash -euc '
    cd "$1"
    echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
    mkdir -p run/lab
    mount --bind /run/lab run/lab
    mount --rbind run /run
    mount -t tmpfs -o mode=755 state /var/lib
    for f in resolv.conf hosts nsswitch.conf; do
      target=$(readlink -m "/etc/$f")
      case $target in /run/*) mkdir -p "${target%/*}" && touch "$target" ;; esac
      if [ -e "$target" ]; then mount --bind "etc/$f" "$target"; fi
    done
    : >up
    exec sleep infinity' host "$RUN/$host" >"$LAB_OUT/$host/host.log" 2>&1 &
  ANCHOR[$host]=$!
  echo "${ANCHOR[$host]}" >"$RUN/$host/anchor"
}
