# shellcheck shell=bash
# Cygnet on a host: the tree that the build assembles, with the configuration of docs/lab.md.

# cygnet HOST [OPTION=VALUE...]: writes cygnet.conf (host, dns, `connections HOST OPTION...`), starts cygnetd and waits
# until it is ready. The peer's key comes from DNS unless pin= says otherwise. Options more than those of `connections`:
#   secret=TEXT     the pre-shared key
#   upstream=ADDR   the DNS server to ask (default 127.0.0.1, the host's own Unbound)
#   dnssec=MODE     validate (the default), trust-ad or off
#   daemon="K = V"  a line of the section `daemon`; may be given many times
#   dns="K = V"     a line of the section `dns`; may be given many times
#   peers=anybody   no connection with the peer, but one with anybody
#   group="G { .. }" a group in the section `groups`, and no connection; may be given many times
cygnet() {
  local host=$1 to dir=$LAB_OUT/$1/cygnet option secret='' upstream=127.0.0.1 dnssec=validate peers='' daemon=() dns=() groups=() options=()
  to=$(peer "$host")
  shift
  for option in "$@"; do
    case $option in
      secret=*) secret=${option#*=} ;;
      upstream=*) upstream=${option#*=} ;;
      dnssec=*) dnssec=${option#*=} ;;
      daemon=*) daemon+=("${option#*=}") ;;
      dns=*) dns+=("${option#*=}") ;;
      peers=*) peers=${option#*=} ;;
      group=*) groups+=("${option#*=}") ;;
      *) options+=("$option") ;;
    esac
  done
  mkdir -p "$dir/private" "$dir/pubkey"
  cp "${KEY[$host]}.pem" "$dir/private/host.pem"
  chmod 600 "$dir/private/host.pem"
  cp "${KEY[$to]}.pub" "$dir/pubkey/$to.pub"
  certificates "$host" "$dir"
  cp "$LAB_KEYS/zones/root.key" "$dir/root.key"
  {
    cat <<CONF
host {
  id = ${NAME[$host]}
  key = host.pem
}
dns {
  upstream = $upstream
  dnssec = $dnssec
  trust_anchor = root.key
$(printf '  %s\n' "${dns[@]}")
}
CONF
    [ ${#daemon[@]} = 0 ] || printf 'daemon {\n%s\n}\n' "$(printf '  %s\n' "${daemon[@]}")"
    if [ ${#groups[@]} != 0 ]; then
      printf 'groups {\n%s\n}\n' "$(printf '  %s\n' "${groups[@]}")"
    elif [ "$peers" = anybody ]; then
      anybody "$host"
    else
      connections "$host" "${options[@]}"
    fi
    [ -z "$secret" ] || secret "$secret"
  } >"$dir/cygnet.conf"
  cygnet_start "$host"
}

# cygnet_start HOST: starts cygnetd with the configuration that is there (again)
cygnet_start() {
  local host=$1 dir=$LAB_OUT/$1/cygnet began took
  [ -x "$CYGNET_TREE/bin/cygnetd" ] || die "no $CYGNET_TREE/bin/cygnetd: build first (mvn package)"
  began=$(now_ms)
  [ ! -e "$LAB_OUT/$host/cygnetd.log" ] || mv "$LAB_OUT/$host/cygnetd.log" "$LAB_OUT/$host/cygnetd.log.before"
  mkdir -p "$RUN/$host/run/cygnet"
  ulimit -n 65536 2>/dev/null || true # as the systemd unit has it, if we may
  start "$host" cygnetd env ${LAB_JDK:+JAVA_HOME="$LAB_JDK" PATH="$LAB_JDK/bin:$PATH"} TMPDIR=/run/tmp STATE_DIRECTORY=/run/cygnet/state \
    CYGNET_JAVA_OPTS="${CYGNET_JAVA_OPTS-} -Djava.io.tmpdir=/run/tmp" \
    "$CYGNET_TREE/bin/cygnetd" --config "$dir/cygnet.conf" --socket /run/cygnet/cygnet.vici
  echo "$STARTED" >"$RUN/$host/daemon.pid"
  await 60 cygnet_ready_or_gone "$host" || true
  cygnet_ready "$host" || die "cygnetd on $host is not ready: $(last_lines "$LAB_OUT/$host/cygnetd.log" 30)"
  took=$(($(now_ms) - began))
  echo "start_ms=$took" >>"$LAB_OUT/starts.txt"
  note "cygnetd on $host ready after $took ms"
}

# cygnet_ready HOST: it has said so
cygnet_ready() { has_line "$LAB_OUT/$1/cygnetd.log" "$SAYS_READY"; }

cygnet_ready_or_gone() { cygnet_ready "$1" || process_gone "$(<"$RUN/$1/daemon.pid")"; }

# cygnet_stop HOST: SIGTERM; passes if cygnetd ends by itself within 10 s with status 0 and leaves nothing in the kernel
cygnet_stop() {
  local host=$1 pid status=0
  pid=$(<"$RUN/$host/daemon.pid")
  kill -TERM "$pid" 2>/dev/null || fail "cygnetd on $host had already gone"
  if await 10 process_gone "$pid"; then
    wait "$pid" || status=$?
    verdict "cygnetd on $host stops on SIGTERM (exit status $status)" [ "$status" = 0 ]
  else
    fail "cygnetd on $host does not stop within 10 s of SIGTERM"
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null || true
  fi
  expect_kernel_empty "$host"
}

# cygnet_kill HOST: as a crash would end it
cygnet_kill() {
  local pid
  pid=$(<"$RUN/$1/daemon.pid")
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
}

# cygnetctl_on HOST ARG...
cygnetctl_on() {
  local host=$1
  shift
  on "$host" env ${LAB_JDK:+JAVA_HOME="$LAB_JDK" PATH="$LAB_JDK/bin:$PATH"} \
    CYGNET_JAVA_OPTS="${CYGNET_JAVA_OPTS-} -Djava.io.tmpdir=/run/tmp" \
    "$CYGNET_TREE/bin/cygnetctl" --socket /run/cygnet/cygnet.vici "$@"
}
