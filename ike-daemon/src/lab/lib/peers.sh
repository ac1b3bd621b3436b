# shellcheck shell=bash
# What the peers of Cygnet have in common: each daemon has its own way to say it, and here is one word for each.

declare -A DAEMON # the daemon on each host: strongswan, libreswan, openiked

# initiate HOST FAMILY: true if both SAs come up
initiate() { "${DAEMON[$1]}_initiate" "$@" >"$LAB_OUT/$1/initiate$2.txt" 2>&1; }

# rekey HOST FAMILY child|ike
rekey() { "${DAEMON[$1]}_rekey" "$@" >>"$LAB_OUT/$1/rekey$2.txt" 2>&1; }

# delete HOST FAMILY: the IKE SA, and all that belongs to it
delete() { "${DAEMON[$1]}_delete" "$@" >"$LAB_OUT/$1/delete$2.txt" 2>&1; }

# log_of HOST: the name of the daemon's log, for expect_log
log_of() { "${DAEMON[$1]}_log"; }

# stop_peer HOST, kill_peer HOST: SIGTERM, so that it says goodbye; SIGKILL, as a crash would end it
stop_peer() {
  local pid
  pid=$(<"$RUN/$1/daemon.pid")
  kill -TERM "$pid"
  await 10 process_gone "$pid" || kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
}
kill_peer() {
  local pid
  pid=$(<"$RUN/$1/daemon.pid")
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
}
