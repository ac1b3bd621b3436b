# shellcheck shell=bash
# The `connections` and `secrets` text, which strongSwan and Cygnet read alike.

# connections HOST OPTION=VALUE...: from HOST to its peer, one connection for each family (NAME4 and NAME6, named after
# the peer, with children host4 and host6). The options, with their defaults:
#   ike=aes128gcm16-prfsha256-x25519   esp=aes128gcm16   start=trap    action when the connection is loaded
#   auth=pubkey                        or psk
#   local_auth=    remote_auth=        where the two differ; whoever has null is anonymous
#   cert=FILE       ca=FILE            our certificate, and the CA that vouches for the peer's
#   pin=FILE                           the peer's public key is this file, not DNS
#   own=FILE                           our public key file (strongSwan needs to be told)
#   ike_rekey=TIME  child_rekey=TIME   rekey_time of the IKE SA and of the Child SA, without jitter and with ample
#                                      time to do it before the SA's life ends (the kernel counts whole seconds)
#   mobile=HOST                        this one has whatever address it has, and its peer takes it anywhere on the wire
#   ah=PROPOSAL                        AH instead of ESP
#   esp6=PROPOSAL                      another than that of esp for IPv6
#   dpd_delay=TIME                     after how much silence the peer is probed
#   remote_addrs=ADDRESSES             from where the peer may come, if not from its own address
#   families="4 6"
connections() {
  local host=$1 to family option
  to=$(peer "$host")
  local ike=aes128gcm16-prfsha256-x25519 esp=aes128gcm16 esp6='' start=trap auth=pubkey pin='' own='' \
    local_auth='' remote_auth='' cert='' ca='' ike_rekey='' child_rekey='' mobile='' families='4 6' ah='' dpd_delay='' remote_addrs=''
  shift
  for option in "$@"; do
    case ${option%%=*} in
      ike | esp | esp6 | start | auth | local_auth | remote_auth | cert | ca | pin | own | ike_rekey | child_rekey | mobile | families | ah | dpd_delay | remote_addrs)
        printf -v "${option%%=*}" %s "${option#*=}"
        ;;
      *) die "connections: unknown option $option" ;;
    esac
  done
  local protocol
  local_auth=${local_auth:-$auth} remote_auth=${remote_auth:-$auth}
  local local_id=${NAME[$host]} remote_id=${NAME[$to]}
  [ "$local_auth" != null ] || local_id=
  [ "$remote_auth" != null ] || remote_id=
  echo 'connections {'
  for family in $families; do
    protocol="esp_proposals = $esp"
    if [ "$family" = 6 ] && [ -n "$esp6" ]; then protocol="esp_proposals = $esp6"; fi
    [ -z "$ah" ] || protocol="ah_proposals = $ah"
    cat <<CONF
  $to$family {
    version = 2
    local_addrs = $(if [ "$mobile" = "$host" ]; then echo %any; else own_address "$host" "$family"; fi)
    remote_addrs = ${remote_addrs:-$(address "$to" "$family")}$([ "$mobile" != "$to" ] || echo ", $(wire "$family")")
    proposals = $ike
${dpd_delay:+    dpd_delay = $dpd_delay
}${ike_rekey:+    rekey_time = $ike_rekey
    over_time = 60s
    rand_time = 0
}    local {
      auth = $local_auth
${local_id:+      id = $local_id
}${cert:+      certs = $cert
}${own:+      pubkeys = $own
}    }
    remote {
      auth = $remote_auth
${remote_id:+      id = $remote_id
}${ca:+      cacerts = $ca
}${pin:+      pubkeys = $pin
}    }
    children {
      host$family {
        mode = transport
        $protocol
        start_action = $start
${child_rekey:+        rekey_time = $child_rekey
        life_time = 60s
        rand_time = 0
}      }
    }
  }
CONF
  done
  echo '}'
}

# anybody HOST: one connection with whoever proves a name by a key in signed DNS, for hosts that are asked for
anybody() {
  cat <<CONF
connections {
  anybody {
    remote_addrs = %any
    proposals = aes128gcm16-prfsha256-x25519
    local {
      id = ${NAME[$1]}
    }
    children {
      host {
        mode = transport
        esp_proposals = aes128gcm16
        start_action = trap
      }
    }
  }
}
CONF
}

# secret TEXT: the `secrets` section with one pre-shared key between the two hosts
secret() {
  cat <<CONF
secrets {
  ike-1 {
    id-a = ${NAME[alice]}
    id-b = ${NAME[bob]}
    secret = "$1"
  }
}
CONF
}
