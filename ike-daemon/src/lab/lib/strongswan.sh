# shellcheck shell=bash
# strongSwan (Debian's charon-systemd and swanctl) on a host. It reads raw public keys from files, not from DNS.

# strongswan HOST [OPTION=VALUE...]: starts charon with `connections HOST OPTION...` and loads it. It holds the host's
# private key and the public keys of both hosts. Two options more than those of `connections`:
#   secret=TEXT      the pre-shared key
#   charon="K = V"   a line for strongswan.conf's charon section, such as "rsa_pss = yes"; may be given many times
strongswan() {
  local host=$1 to dir=$LAB_OUT/$1/swanctl option secret='' charon='' options=() pubkey=1
  to=$(peer "$host")
  DAEMON[$host]=strongswan
  shift
  for option in "$@"; do
    case $option in
      secret=*) secret=${option#*=} ;;
      charon=*) charon+="${option#*=}"$'\n  ' ;;
      auth=psk | cert=*)
        pubkey=
        options+=("$option")
        ;;
      *) options+=("$option") ;;
    esac
  done
  if [ -n "$pubkey" ]; then
    mkdir -p "$dir"/{private,pubkey}
    cp "${KEY[$host]}.pem" "$dir/private/$host.pem"
    cp "${KEY[$host]}.pub" "$dir/pubkey/$host.pub"
    cp "${KEY[$to]}.pub" "$dir/pubkey/$to.pub"
    options=("own=$host.pub" "pin=$to.pub" "${options[@]}")
  fi
  mkdir -p "$dir"/{x509,x509ca,x509aa,x509ac,x509crl,x509ocsp,private,pubkey,rsa,ecdsa,bliss,pkcs8,pkcs12}
  certificates "$host" "$dir"
  {
    connections "$host" "${options[@]}"
    neighbour_discovery
    [ -z "$secret" ] || secret "$secret"
  } >"$dir/swanctl.conf"
  strongswan_conf "$host" "$charon" >"$LAB_OUT/$host/strongswan.conf"

  strongswan_start "$host"
}

# strongswan_start HOST: starts charon with the configuration that is there (again)
strongswan_start() {
  local host=$1
  rm -f "$RUN/$host/run/charon.vici" # that of a charon that was killed
  start "$host" charon env STRONGSWAN_CONF="$LAB_OUT/$host/strongswan.conf" "$(program /usr/sbin/charon-systemd)"
  echo "$STARTED" >"$RUN/$host/daemon.pid"
  await 20 [ -S "$RUN/$host/run/charon.vici" ] || die "charon on $host: $(last_lines "$LAB_OUT/$host/charon.log" 20)"
  swanctl_on "$host" --load-all >"$LAB_OUT/$host/swanctl-load.txt" 2>&1 ||
    die "swanctl --load-all on $host: $(last_lines "$LAB_OUT/$host/swanctl-load.txt" 20)"
}

# swanctl_on HOST ARG...: swanctl against the host's charon
swanctl_on() {
  local host=$1
  shift
  on "$host" env STRONGSWAN_CONF="$LAB_OUT/$host/strongswan.conf" SWANCTL_DIR="$LAB_OUT/$host/swanctl" \
    "$(program /usr/sbin/swanctl)" "$@"
}

strongswan_initiate() { swanctl_on "$1" --initiate --child "host$2" --timeout 40; }
strongswan_delete() { swanctl_on "$1" --terminate --ike "$(peer "$1")$2" --timeout 10; }
strongswan_rekey() {
  if [ "$3" = ike ]; then swanctl_on "$1" --rekey --ike "$(peer "$1")$2"; else swanctl_on "$1" --rekey --child "host$2"; fi
}
strongswan_log() { echo charon; }

# neighbour_discovery: with a host-to-host trap the unicast neighbour advertisement would itself wait for the SA that
# it is needed for, so charon gets pass policies for it. Cygnet sees to that by itself.
neighbour_discovery() {
  cat <<'CONF'
connections {
  nd {
    remote_addrs = 127.0.0.1
    children {
      ns {
        mode = pass
        start_action = trap
        local_ts = ::/0[ipv6-icmp/135]
        remote_ts = ::/0[ipv6-icmp/135]
      }
      na {
        mode = pass
        start_action = trap
        local_ts = ::/0[ipv6-icmp/136]
        remote_ts = ::/0[ipv6-icmp/136]
      }
    }
  }
}
CONF
}

# strongswan_conf HOST LINE: an explicit plugin list, as Debian's extra plugins must not all load: bypass-lan would
# exempt the local subnet, kernel-libipsec would take ESP from the kernel. swanctl has its own list.
strongswan_conf() {
  cat <<CONF
charon-systemd {
  load = random nonce openssl pem pkcs1 pkcs8 pubkey x509 hmac kdf kernel-netlink socket-default vici
  filelog {
    log {
      path = $LAB_OUT/$1/charon.log
      append = yes
      time_format = %T
      time_add_ms = yes
      flush_line = yes
      default = 1
      ike = 2
      cfg = 2
      knl = 2
    }
  }
}
charon {
  threads = 8
  install_routes = no
  install_virtual_ip = no
  # seconds; the default of 4.0 makes one lost packet cost 4 s
  retransmit_timeout = 1.0
  $2
}
swanctl {
  load = pem pkcs1 pkcs8 x509 pubkey openssl random
}
CONF
}
