# shellcheck shell=bash
# Traffic, and what of it was seen on the wire.

declare -A STREAM # the ping of each family

# capture_start NAME: records everything on the wire until capture_stop
capture_start() {
  CAPTURE=$RUN/$1.pcap
  tcpdump -i br0 -n --immediate-mode -Z root -s 256 -w "$CAPTURE" 2>"$CAPTURE.log" </dev/null &
  CAPTURE_PID=$!
  await_line "$CAPTURE.log" 'listening on' 10 || die "tcpdump: $(<"$CAPTURE.log")"
}

# capture_stop: $CAPTURE stays the file that the expect_ functions read; a copy is kept for the reader
capture_stop() {
  pause 0.3
  kill -INT "$CAPTURE_PID"
  wait "$CAPTURE_PID" 2>/dev/null || true
  cp "$CAPTURE" "$LAB_OUT/"
}

# wire_facts FAMILY: what of the last capture alice and bob exchanged, as assignments (see tools/wire.py)
wire_facts() { python3 "$LAB/tools/wire.py" "$CAPTURE" "$(address alice "$1")" "$(address bob "$1")"; }

# ping_first FROM TO FAMILY: one single packet, which must be answered: held by the kernel, not lost
ping_first() {
  local out
  if out=$(on "$1" ping -n -c 1 -W 10 "$(address "$2" "$3")" 2>&1); then
    [[ $out =~ time=([0-9.]+) ]] || true
    pass "IPv$3: the first packet from $1 to $2 is answered, after ${BASH_REMATCH[1]-?} ms"
  else
    fail "IPv$3: the first packet from $1 to $2 is not answered"
  fi
}

# datagram_first FROM TO FAMILY: one single datagram arrives: held by the kernel, not lost
datagram_first() {
  local address got=$RUN/datagram.$1.$3 sent="from $1 over IPv$3" listener began
  address=$(address "$2" "$3")
  nsenter --net="/proc/${ANCHOR[$2]}/ns/net" -- nc -n -u -l -d "$address" 7001 >"$got" 2>"$got.log" &
  listener=$!
  await 5 udp_listens $listener 7001 || die "nc does not listen on $2: $(<"$got.log")"
  began=$(now_ms)
  on "$1" nc -n -u -w 1 "$address" 7001 <<<"$sent" || true
  await 10 has_line "$got" "^$sent" || true
  verdict "IPv$3: the first datagram from $1 to $2 arrives, after $(($(now_ms) - began)) ms at most" \
    [ "$(<"$got")" = "$sent" ]
  kill $listener 2>/dev/null || true
  wait $listener 2>/dev/null || true
}

# ping_awake FROM TO FAMILY: pings until there is an answer, at most 10 times (strongSwan loses the first packet)
ping_awake() {
  local try
  for try in 1 2 3 4 5 6 7 8 9 10; do
    if on "$1" ping -n -c 1 -W 1 "$(address "$2" "$3")" >/dev/null 2>&1; then
      pass "IPv$3: $1 reaches $2 with packet $try"
      return
    fi
  done
  fail "IPv$3: $1 does not reach $2 in $try packets"
}

# ping_through FROM TO FAMILY [COUNT [INTERVAL]]: none of COUNT (3) packets is lost
ping_through() {
  local count=${4-3} out lost
  out=$(on "$1" ping -n -c "$count" -i "${5-0.2}" -W 2 "$(address "$2" "$3")" 2>&1) || true
  lost=$(sed -nE 's/.* ([0-9.]+)% packet loss.*/\1/p' <<<"$out")
  verdict "IPv$3: $count packets from $1 to $2, ${lost:-all} % lost" [ "${lost:-100}" = 0 ]
}

# stream_start FROM TO FAMILY: 20 packets a second, until stream_stop
stream_start() {
  nsenter --net="/proc/${ANCHOR[$1]}/ns/net" -- ping -n -q -i 0.05 -W 2 "$(address "$2" "$3")" >"$RUN/stream$3" 2>&1 </dev/null &
  STREAM[$3]=$!
}

# stream_stop FAMILY [FORGIVEN]: no packet was lost but for FORGIVEN (0); sets SENT
stream_stop() {
  local lost
  pause 0.3
  kill -INT "${STREAM[$1]}"
  wait "${STREAM[$1]}" || true
  SENT=$(sed -nE 's/^([0-9]+) packets transmitted.*/\1/p' "$RUN/stream$1")
  lost=$((SENT - $(sed -nE 's/.* ([0-9]+) received.*/\1/p' "$RUN/stream$1")))
  verdict "IPv$1: of $SENT packets $lost lost" [ $((SENT > 0 && lost <= ${2:-0})) = 1 ]
}

# half_open FROM TO: somebody who uses FROM's IPv4 address begins an IKE SA with TO and leaves it at that
half_open() { python3 "$LAB/tools/flood.py" "$(address "$1" 4)" "$(address "$2" 4)" one; }

# ping_blocked FROM TO FAMILY [COUNT]: no answer to any packet
ping_blocked() {
  if on "$1" ping -n -c "${4-2}" -i 0.5 -W 2 "$(address "$2" "$3")" >/dev/null 2>&1; then
    fail "IPv$3: $1 reaches $2, which it must not"
  else
    pass "IPv$3: $1 does not reach $2"
  fi
}

# transfer FROM TO FAMILY SIZE: a file over TCP arrives with the same checksum; SIZE as of head -c (10M)
transfer() {
  local from=$1 to=$2 family=$3 size=$4 sent=$RUN/sent got=$RUN/got to_address server client=0 began took
  to_address=$(address "$to" "$family")
  head -c "$size" /dev/urandom >"$sent"
  nsenter --net="/proc/${ANCHOR[$to]}/ns/net" -- nc -n -l -d "$to_address" 7000 >"$got" 2>"$got.log" &
  server=$!
  await 5 tcp_listens $server 7000 || die "nc does not listen on $to: $(<"$got.log")"
  began=$(now_ms)
  on "$from" timeout 60 nc -n -N -w 20 "$to_address" 7000 <"$sent" || client=$?
  await 10 process_gone $server || kill $server
  wait $server 2>/dev/null || true
  took=$(($(now_ms) - began))
  verdict "IPv$family: $size over TCP from $from to $to arrive unchanged (${took} ms, nc $client)" \
    [ "$(sha256sum <"$sent")" = "$(sha256sum <"$got")" ]
}

# tcp_listens PID PORT, udp_listens PID PORT: somebody listens on the port in the network namespace of a process
tcp_listens() { has_socket tcp 0A "$@"; }
udp_listens() { has_socket udp 07 "$@"; }

# has_socket PROTOCOL STATE PID PORT: the state as /proc/net shows it, in hexadecimal
has_socket() {
  local hex line
  printf -v hex '%04X' "$4"
  while read -r line; do
    [[ $line =~ :$hex\ [0-9A-F:]+\ $2\  ]] && return 0
  done < <(cat "/proc/$3/net/$1" "/proc/$3/net/${1}6" 2>/dev/null || true)
  return 1
}
