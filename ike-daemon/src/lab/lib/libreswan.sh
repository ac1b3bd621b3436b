# shellcheck shell=bash
# libreswan (Debian's pluto) on a host, from the directory into which bin/prepare unpacks its package. Its raw public
# keys are in its configuration, its private keys in an NSS database.

LIBRESWAN=$(readlink -m "$LAB/../../target/peers/libreswan")
PLUTO=/usr/libexec/ipsec # fixed in the program; the unpacked directory is mounted there (libreswan_start)

# libreswan HOST [OPTION=VALUE...]: starts pluto with one connection for each family (NAME4 and NAME6, named after the
# peer). It holds the host's private key and the public keys of both hosts. The options, with their defaults:
#   ike=aes_gcm128-sha2_256-dh31   esp=aes_gcm128   start=ondemand   or add
#   ah=ALGORITHM                   AH instead of ESP
#   auth=pubkey                    psk, cert or null
#   mobile=HOST                    this one has whatever address it has; with MOBIKE
#   pfs=no                         or yes: with a key exchange for a Child SA's rekeying
#   secret=TEXT                    the pre-shared key
#   setup="K = V"                  a line of the section `config setup`, such as "ddos-mode = busy"
#   conn="K = V"                   a line of both connections; may be given many times
libreswan() {
  local host=$1 dir=$LAB_OUT/$1/libreswan to family option inside setup='' secret=''
  local ike=aes_gcm128-sha2_256-dh31 esp=aes_gcm128 start=ondemand auth=pubkey pfs=no ah='' mobile='' conn=()
  to=$(peer "$host")
  shift
  for option in "$@"; do
    case ${option%%=*} in
      ike | esp | ah | start | auth | pfs | secret | setup | mobile) printf -v "${option%%=*}" %s "${option#*=}" ;;
      conn) conn+=("${option#*=}") ;;
      *) die "libreswan: unknown option $option" ;;
    esac
  done
  [ -z "$ah" ] || esp=
  DAEMON[$host]=libreswan
  rm -rf "$dir"
  mkdir -p "$dir"/{nss,policies}
  certutil -N -d "sql:$dir/nss" --empty-password
  case $auth in pubkey | cert) pluto_key "$host" "$auth" "$dir" ;; esac
  [ -z "$secret" ] || echo "@${NAME[alice]} @${NAME[bob]} : PSK \"$secret\"" >"$dir/ipsec.secrets"
  {
    printf 'config setup\n  protostack = xfrm\n  uniqueids = yes\n%s\n' "${setup:+  $setup}"
    for family in 4 6; do
      # it does not replace the address that a host behind a NAT says in its traffic selector (RFC 7296 section 2.23.1)
      inside=
      if [ $family = 4 ]; then inside=${INSIDE4[$to]-}; fi
      cat <<CONF
conn $to$family
  auto = $start
  type = transport
  ikev2 = insist
  hostaddrfamily = ipv$family
  left = $(if [ "$mobile" = "$host" ]; then echo %defaultroute; else own_address "$host" $family; fi)
  right = $(if [ "$mobile" = "$to" ]; then echo %any; else address "$to" $family; fi)
${mobile:+  mobike = yes
}${inside:+  rightsubnet = $inside/32
}  ike = $ike
  phase2 = ${ah:+ah}${esp:+esp}
  phase2alg = $ah$esp
  pfs = $pfs
  leftupdown = %disabled
$(pluto_auth "$host" "$to" "$auth" "$dir")
$(printf '  %s\n' "${conn[@]}")

CONF
    done
  } >"$dir/ipsec.conf"
  libreswan_start "$host"
}

# libreswan_start HOST: starts pluto with the configuration that is there (again)
libreswan_start() {
  local host=$1 dir=$LAB_OUT/$1/libreswan
  : >>"$dir/ipsec.secrets"
  mkdir -p "$RUN/$host/run/pluto"
  on "$host" [ -x "$PLUTO/pluto" ] || on "$host" mount --bind "$LIBRESWAN/usr/libexec" /usr/libexec
  start "$host" pluto "$PLUTO/pluto" --nofork --stderrlog --config "$dir/ipsec.conf" --ipsecdir "$dir" \
    --nssdir "$dir/nss" --secretsfile "$dir/ipsec.secrets" --rundir /run/pluto --nhelpers 1 --no-dnssec
  echo "$STARTED" >"$RUN/$host/daemon.pid"
  await 20 [ -S "$RUN/$host/run/pluto/pluto.ctl" ] || die "pluto on $host: $(last_lines "$LAB_OUT/$host/pluto.log" 20)"
  on "$host" "$PLUTO/addconn" --config "$dir/ipsec.conf" --ctlsocket /run/pluto/pluto.ctl --autoall \
    >"$dir/addconn.txt" 2>&1 || die "addconn on $host: $(last_lines "$dir/addconn.txt" 20)"
  whack_on "$host" --listen >>"$dir/addconn.txt" 2>&1 || true
}

# whack_on HOST ARG...
whack_on() {
  local host=$1
  shift
  on "$host" "$PLUTO/whack" --rundir /run/pluto "$@"
}

libreswan_initiate() { on "$1" timeout 40 "$PLUTO/whack" --rundir /run/pluto --initiate --name "$(peer "$1")$2"; }
libreswan_delete() { whack_on "$1" --terminate --name "$(peer "$1")$2"; }
libreswan_rekey() {
  local what=$3
  [ "$what" = ike ] || what=ipsec
  # whack waits for the end, which after a refusal never comes
  on "$1" timeout 10 "$PLUTO/whack" --rundir /run/pluto "--rekey-$what" --name "$(peer "$1")$2"
}
libreswan_log() { echo pluto; }

# pluto_key HOST AUTH DIRECTORY: the private key goes into the NSS database within a certificate; the certificate is
# then taken out again where the bare key is meant
pluto_key() {
  local host=$1 dir=$3 cert=$LAB_OUT/ca/$1.crt
  if [ "$2" != cert ]; then
    cert=$dir/$host.crt
    openssl req -x509 -new -key "${KEY[$host]}.pem" -subj "/CN=$host" -days 30 -out "$cert"
  fi
  openssl pkcs12 -export -inkey "${KEY[$host]}.pem" -in "$cert" -name "$host" -passout pass:x -out "$dir/$host.p12"
  pk12util -i "$dir/$host.p12" -d "sql:$dir/nss" -W x -K '' >"$dir/pk12util.txt"
  if [ "$2" = cert ]; then
    certutil -A -n ca -t CT,, -d "sql:$dir/nss" -i "$LAB_OUT/ca/ca.crt"
  else
    certutil -D -n "$host" -d "sql:$dir/nss"
    certutil -K -d "sql:$dir/nss" | sed -nE 's/.* ([0-9a-f]{40}) .*/\1/p' >"$dir/ckaid"
    [ -s "$dir/ckaid" ] || die "no key of $host in the NSS database: $(certutil -K -d "sql:$dir/nss" 2>&1)"
  fi
}

# pluto_auth HOST PEER AUTH DIRECTORY: the lines of a connection that say who is who
pluto_auth() {
  local host=$1 to=$2 kind
  if [ "$3" != null ]; then printf '  leftid = @%s\n  rightid = @%s\n' "${NAME[$host]}" "${NAME[$to]}"; fi
  case $3 in
    pubkey)
      for kind in "left $host" "right $to"; do
        local key=${KEY[${kind#* }]} name=rsasigkey
        case $key in *-rsa*) ;; *) name=ecdsakey ;; esac
        echo "  ${kind% *}$name = 0s$(sed 's/.* //' "$key.ipseckey")"
      done
      echo "  leftckaid = $(<"$4/ckaid")"
      case ${KEY[$host]} in *-rsa*) ;; *) echo '  authby = ecdsa' ;; esac
      ;;
    cert) printf '  leftcert = %s\n  leftsendcert = always\n  rightca = %%same\n  rightrsasigkey = %%cert\n' "$host" ;;
    psk) echo '  authby = secret' ;;
    null) printf '  authby = null\n  leftid = %%null\n  rightid = %%null\n' ;;
  esac
}
