# shellcheck shell=bash
# DNS: who has which key, what is published, and the servers.
#
# BIND on the host dns is authoritative for ., test., example.test. and the hosts' reverse zones (signed), forged.test. (signed, then
# the keys in it replaced) and insecure.test. (unsigned, no DS). A validating Unbound listens on 127.0.0.1 of alice and of bob.
# The keys and the signatures of . and test. are made once per run of the lab (keys.sh).

declare -A KEY NAME ZONE_TEXT
REVERSE_ZONES=(2.0.192.in-addr.arpa 8.b.d.0.1.0.0.2.ip6.arpa) # of the network that alice and bob are on

# identity HOST TYPE [NAME]: the host's key pair (rsa2048 rsa4096 p256 p384 ed25519) and its name (HOST.example.test)
identity() {
  KEY[$1]=$LAB_KEYS/$1-$2
  NAME[$1]=${3:-$1.example.test}
  [ -r "${KEY[$1]}.pem" ] || die "no key $1-$2 (see keys.sh)"
}

# publish HOST [OWNER]: the host's addresses and an IPSECKEY record under its name. The record holds the host's own
# key, or the key of OWNER (a key of keys.sh, such as mallory-rsa2048), or is left out if OWNER is `nothing`.
publish() {
  local host=$1 owner=${2-} zone=${NAME[$1]#*.} label=${NAME[$1]%%.*} rdata=
  case $owner in
    nothing) ;;
    '') rdata=$(<"${KEY[$host]}.ipseckey") ;;
    *) rdata=$(<"$LAB_KEYS/$owner.ipseckey") ;;
  esac
  ZONE_TEXT[$zone]+="$label A ${ADDRESS4[$host]}"$'\n'"$label AAAA ${ADDRESS6[$host]}"$'\n'
  [ -z "$rdata" ] || ZONE_TEXT[$zone]+="$label IPSECKEY $rdata"$'\n'
}

# publish_more HOST ADDRESS...: more addresses under the host's name, and a name for each of them in its reverse zone
publish_more() {
  local host=$1 zone=${NAME[$1]#*.} label=${NAME[$1]%%.*} address type
  for address in "${@:2}"; do
    type=A
    case $address in *:*) type=AAAA ;; esac
    ZONE_TEXT[$zone]+="$label $type $address"$'\n'
  done
  publish_reverse "$@"
}

# publish_reverse HOST [ADDRESS...]: the host's name for these addresses of its own (those that it always has) in their reverse zones
publish_reverse() {
  local host=$1 reverse
  shift
  [ $# != 0 ] || set -- "${ADDRESS4[$host]}" "${ADDRESS6[$host]}"
  while read -r reverse; do
    zone_of_reverse "$reverse"
    ZONE_TEXT[$ZONE]+="$reverse. PTR ${NAME[$host]}."$'\n'
  done < <(reverse_names "$@")
}

# reverse_names ADDRESS...: the name of each in in-addr.arpa or ip6.arpa, a line each
reverse_names() { python3 -c 'import ipaddress, sys; [print(ipaddress.ip_address(a).reverse_pointer) for a in sys.argv[1:]]' "$@"; }

# zone_of_reverse NAME: $ZONE is the reverse zone that it is in
zone_of_reverse() {
  for ZONE in "${REVERSE_ZONES[@]}"; do
    case $1 in *".$ZONE") return ;; esac
  done
  die "$1 is in no reverse zone"
}

# dns_up: signs what was published and starts the servers
dns_up() {
  local dir=$LAB_OUT/dns zone host
  : "${ZONE_TEXT[example.test]:=}"
  cp "$LAB_KEYS"/zones/{root,test}.zone "$dir/"
  cat >"$dir/named.conf" <<CONF
options { directory "$dir"; pid-file none; session-keyfile none; managed-keys-directory "/run";
  recursion no; notify no; dnssec-validation no; allow-query { any; }; minimal-responses yes;
  listen-on { ${ADDRESS4[dns]}; }; listen-on-v6 { ${ADDRESS6[dns]}; }; };
controls { };
zone "." { type primary; file "root.zone"; };
zone "test" { type primary; file "test.zone"; };
CONF
  for zone in "${REVERSE_ZONES[@]}"; do
    [ -n "${ZONE_TEXT[$zone]-}" ] || echo "zone \"$zone\" { type primary; file \"$LAB_KEYS/zones/$zone.zone\"; };" >>"$dir/named.conf"
  done
  for zone in "${!ZONE_TEXT[@]}"; do
    zone_header >"$dir/$zone.db"
    printf '%s' "${ZONE_TEXT[$zone]}" >>"$dir/$zone.db"
    if [ "$zone" = insecure.test ]; then
      cp "$dir/$zone.db" "$dir/$zone.zone"
    else
      sign_zone "$zone" "$dir/$zone.db" "$dir/$zone.zone" "$LAB_KEYS/zones" >"$dir/signzone.log" 2>&1 ||
        die "cannot sign $zone: $(<"$dir/signzone.log")"
    fi
    echo "zone \"$zone\" { type primary; file \"$zone.zone\"; };" >>"$dir/named.conf"
  done
  [ -z "${ZONE_TEXT[forged.test]-}" ] || forge_keys "$dir/forged.test.zone"

  start dns named "$(program /usr/sbin/named)" -g -n 1 -u root -c "$dir/named.conf"
  for host in alice bob; do resolver_up $host; done
  await_line "$dir/named.log" 'all zones loaded' 20 || die "named: $(last_lines "$dir/named.log" 20)"
  for host in alice bob; do
    await_line "$LAB_OUT/$host/unbound.log" 'start of service' 20 ||
      die "unbound on $host: $(last_lines "$LAB_OUT/$host/unbound.log" 20)"
  done
}

# zone_header: the records that every zone here begins with
zone_header() {
  printf '$TTL 3600\n@ SOA ns.test. hostmaster.test. 1 3600 900 1209600 300\n@ NS ns.test.\n'
}

# sign_zone ORIGIN FILE SIGNED KEYS: one line a record, one combined signing key (in KEYS) a zone
sign_zone() {
  dnssec-signzone -q -S -z -N keep -O full -K "$4" -d "${3%/*}" -e +31536000 -o "$1" -f "$3" "$2"
}

# forge_keys ZONE: puts another key into every IPSECKEY record of a signed zone; the signatures stay
forge_keys() {
  local rdata
  rdata=$(<"$LAB_KEYS/mallory-rsa2048.ipseckey")
  sed -i -E "s|([[:space:]]IN IPSECKEY[[:space:]]).*|\1$rdata|" "$1"
  grep -qF "${rdata##* }" "$1" || die "nothing forged in $1"
}

# resolver_up HOST [NAME [ADDRESS [MODULES [LINES]]]]: a validating Unbound on 127.0.0.1, or the address, with more modules and
# more lines of configuration; another program if $UNBOUND says so. Unbound answers test. (RFC 6761) and documentation
# addresses' reverse zones (RFC 6303) by itself unless told otherwise.
resolver_up() {
  local name=${2-unbound} address=${3-127.0.0.1} modules=${4-} lines=${5-${RESOLVER_LINES-}} conf
  conf=$LAB_OUT/$1/$name.conf
  cat >"$conf" <<CONF
server:
  interface: $address
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "/run"
  pidfile: ""
  logfile: ""
  use-syslog: no
  verbosity: 1
  val-log-level: 2
  module-config: "${modules:+$modules }validator iterator"
  root-hints: "$LAB_KEYS/zones/root.hints"
  trust-anchor-file: "$LAB_KEYS/zones/root.key"
  trust-anchor-signaling: no
  local-zone: "test." nodefault
$(printf '  local-zone: "%s." nodefault\n' "${REVERSE_ZONES[@]}")
  # few ports: one random number, a system call, is drawn for every port that may be used, which takes 4 s in UML
  outgoing-port-avoid: 0-65535
  outgoing-port-permit: 20000-20255
  # small: every page touched costs 60 us there
  num-threads: 1
  outgoing-range: 64
  num-queries-per-thread: 32
  incoming-num-tcp: 2
  outgoing-num-tcp: 2
  msg-buffer-size: 16384
  msg-cache-size: 256k
  rrset-cache-size: 256k
  key-cache-size: 128k
  neg-cache-size: 64k
  infra-cache-numhosts: 64
remote-control:
  control-enable: no
$lines
CONF
  start "$1" "$name" env PYTHONPATH=/usr/lib/python3/dist-packages "$(program "${UNBOUND:-/usr/sbin/unbound}")" -d -c "$conf"
  echo "$STARTED" >"$RUN/$1/$name.pid"
}

# trigger_resolver_up HOST: an Unbound on 127.0.0.54 that tells Cygnet of every address that it finds
trigger_resolver_up() {
  resolver_up "$1" trigger 127.0.0.54 python "python:
  python-script: \"$CYGNET_TREE/share/unbound/cygnet_unbound.py\""
  await_line "$LAB_OUT/$1/trigger.log" 'start of service' 20 ||
    die "unbound on $1: $(last_lines "$LAB_OUT/$1/trigger.log" 20)"
}

# ask HOST SERVER NAME FAMILY: the addresses that an application gets; how long that took is in $ASKED_MS
ask() {
  local type=A began out
  [ "$4" = 4 ] || type=AAAA
  began=$(now_ms)
  out=$(on "$1" dig "@$2" +short +tries=1 +time=5 "$3" "$type")
  ASKED_MS=$(($(now_ms) - began))
  verdict "IPv$4: $1 learns the address of $3, after $ASKED_MS ms" grep -qxF "$(address "${3%%.*}" "$4")" <<<"$out"
}

# resolver_restart HOST: with an empty cache
resolver_restart() {
  local pid log=$LAB_OUT/$1/unbound.log
  pid=$(<"$RUN/$1/unbound.pid")
  kill "$pid"
  await 5 process_gone "$pid" || die "unbound on $1 does not stop"
  : >"$log"
  resolver_up "$1"
  await_line "$log" 'start of service' 20 || die "unbound on $1: $(last_lines "$log" 20)"
}

# expect_dns HOST NAME TYPE REGEX: what dig on the host gets from its resolver, header flags included
expect_dns() {
  local file=$LAB_OUT/$1/dig-$2-$3.txt
  on "$1" dig @127.0.0.1 +dnssec +tries=1 +time=5 "$2" "$3" >"$file" 2>&1 || true
  if grep -qE "$4" "$file"; then
    pass "DNS on $1: $2 $3 gives $(grep -oE "$4" "$file" | head -n 1 | cut -c 1-60)"
  else
    fail "DNS on $1: $2 $3 does not match $4"
    last_lines "$file" 20
  fi
}
