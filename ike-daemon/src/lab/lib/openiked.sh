# shellcheck shell=bash
# OpenIKED (Debian's iked) on a host. It reads raw public keys and certificates from /etc/iked. On Linux it talks to the
# kernel by PF_KEY, which has no combined ciphers, and whose HMAC-SHA2-256 iked does not use.

# openiked HOST [OPTION=VALUE...]: starts iked with one policy for each family (NAME4 and NAME6, named after the peer). It holds
# the host's private key and the public keys of both hosts. The options, with their defaults:
#   ike="enc aes-128-gcm prf hmac-sha2-256 group curve25519"
#   esp="enc aes-256 auth hmac-sha2-512 noesn"
#   encap=esp            or ah
#   auth=rfc7427         pubkey (any signature), cert, or "psk TEXT"
#   mode=passive         or active: iked begins as soon as it has started
#   set=TEXT             "fragmentation" and the like; may be given many times
#   lifetime=3600        of Child SAs, in seconds     ikelifetime=0    of IKE SAs: not rekeyed
openiked() {
  local host=$1 to dir=$LAB_OUT/$1/iked option family set=() proof
  local ike='enc aes-128-gcm prf hmac-sha2-256 group curve25519' esp='enc aes-256 auth hmac-sha2-512 noesn' encap=esp \
    auth=rfc7427 mode=passive lifetime=3600 ikelifetime=0
  to=$(peer "$host")
  shift
  for option in "$@"; do
    case ${option%%=*} in
      ike | esp | encap | auth | mode | lifetime | ikelifetime) printf -v "${option%%=*}" %s "${option#*=}" ;;
      set) set+=("set ${option#*=}") ;;
      *) die "openiked: unknown option $option" ;;
    esac
  done
  DAEMON[$host]=openiked
  rm -rf "${dir:?}"/* # not the directory itself, which is mounted on /etc/iked
  mkdir -p "$dir"/{private,pubkeys/{fqdn,ipv4,ipv6,ufqdn},ca,certs,crls}
  chmod 700 "$dir/private"
  install -m 600 "${KEY[$host]}.pem" "$dir/private/local.key"
  cp "${KEY[$host]}.pub" "$dir/local.pub"
  case $auth in
    cert) cp "$LAB_OUT/ca/ca.crt" "$dir/ca/" && cp "$LAB_OUT/ca/$host.crt" "$dir/certs/" ;;
    *) cp "${KEY[$to]}.pub" "$dir/pubkeys/fqdn/${NAME[$to]}" ;;
  esac
  case $auth in
    psk*) proof="psk \"${auth#psk }\"" ;;
    rfc7427) proof=$auth ;;
    *) proof= ;;
  esac
  {
    printf '%s\n' "${set[@]}"
    for family in 4 6; do
      local af=inet
      [ $family = 4 ] || af=inet6
      cat <<CONF
ikev2 "$to$family" $mode transport $encap $af \\
  from $(own_address "$host" $family) to $(address "$to" $family) \\
  local $(own_address "$host" $family) peer $(address "$to" $family) \\
  ikesa $ike \\
  childsa $esp \\
  srcid ${NAME[$host]} dstid ${NAME[$to]} \\
  ikelifetime $ikelifetime lifetime $lifetime $proof
CONF
    done
  } >"$dir/iked.conf"
  chmod 600 "$dir/iked.conf"
  openiked_start "$host"
}

# openiked_start HOST: starts iked with the configuration that is there (again)
openiked_start() {
  local host=$1 dir=$LAB_OUT/$1/iked log=$LAB_OUT/$1/iked.log
  mkdir -p "$RUN/$host/run/iked"
  [ ! -e "$log" ] || mv "$log" "$log.before"
  # where the program looks, and where it locks itself up
  on "$host" mountpoint -q /etc/iked || on "$host" mount --bind "$dir" /etc/iked
  on "$host" mkdir -p /var/lib/openiked/empty
  start "$host" iked /usr/sbin/iked -d -vv -f "$dir/iked.conf" -s /run/iked/iked.sock
  echo "$STARTED" >"$RUN/$host/daemon.pid"
  # it answers before it has read its whole configuration, and then drops what it had begun
  await_line "$log" 'config_getstatic: .*stickyaddress' 30 || die "iked on $host: $(last_lines "$log" 20)"
}

# ikectl_on HOST ARG...
ikectl_on() {
  local host=$1
  shift
  on "$host" ikectl -s /run/iked/iked.sock "$@"
}

# It begins by itself as soon as it has an active policy, and at no other time.
openiked_initiate() {
  local conf=$LAB_OUT/$1/iked/active.conf
  sed "/^ikev2 \"$(peer "$1")$2\"/s/ passive / active /" "$LAB_OUT/$1/iked/iked.conf" >"$conf"
  chmod 600 "$conf"
  ikectl_on "$1" load "$conf"
  await 20 sas_left "$1" "$2" 2
}
# The IKE SAs of both families, as both are with the same peer.
openiked_delete() { ikectl_on "$1" reset id "FQDN/${NAME[$(peer "$1")]}"; }
openiked_log() { echo iked; }
