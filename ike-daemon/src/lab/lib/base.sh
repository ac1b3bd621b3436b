# shellcheck shell=bash
# The ground of the vocabulary: where things are, how a result is reported, how to wait without burning time.
# Sourced by stage.sh and scenario.sh; needs LAB (this tree), CYGNET_TREE, LAB_KEYS, LAB_OUT (this scenario's output).

RUN=/run/lab # sockets and state of this scenario: a tmpfs of its own (stage.sh)

# note TEXT...: a remark in the report that is no verdict
note() { printf '  .      %s\n' "$*"; }

# pass TEXT..., fail TEXT...: one verdict. A failed expectation is counted and the scenario goes on.
pass() {
  printf '  ok     %s\n' "$*"
  echo ok >>"$LAB_OUT/verdicts"
}
fail() {
  printf '  FAILED %s\n' "$*"
  echo FAILED >>"$LAB_OUT/verdicts"
}

# die TEXT...: the scenario cannot be set up; what follows would prove nothing
die() {
  fail "$*"
  exit 1
}

# verdict TEXT CMD...: passes if CMD succeeds
verdict() {
  local text=$1
  shift
  if "$@"; then pass "$text"; else fail "$text"; fi
}

# now_ms: milliseconds since the epoch
now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }

# pause SECONDS: sleep without starting a program (an exec costs 20 ms and more in UML)
pause() { read -rt "$1" <&"$PAUSE_FD" || true; }
exec {PAUSE_FD}<> <(:)

# await SECONDS CMD...: polls CMD until it succeeds; false once the time is over
await() {
  local end=$(($(now_ms) + $1 * 1000))
  shift
  until "$@"; do
    (($(now_ms) < end)) || return 1
    pause 0.05
  done
}

# has_line FILE REGEX [SKIP]: some line of FILE, its first SKIP lines left out, matches the extended regular expression,
# case ignored (no program started)
has_line() {
  local line found=1 lines=()
  [ -r "$1" ] || return 1
  mapfile -s "${3-0}" lines <"$1"
  shopt -s nocasematch
  for line in "${lines[@]}"; do
    if [[ $line =~ $2 ]]; then found=0 && break; fi
  done
  shopt -u nocasematch
  return $found
}

# await_line FILE REGEX SECONDS [SKIP]
await_line() { await "$3" has_line "$1" "$2" "${4-0}"; }

# process_gone PID
process_gone() { ! kill -0 "$1" 2>/dev/null; }

# last_lines FILE N: for error messages
last_lines() { [ -r "$1" ] && tail -n "$2" "$1" | sed 's/^/         | /'; }

# program NAME PATH: the path under which to start a system daemon. Where AppArmor is active, Debian's profiles tie
# named, unbound, charon-systemd and swanctl to their usual directories; a copy elsewhere is under no profile.
program() {
  local confined=N
  [ -r /sys/module/apparmor/parameters/enabled ] && read -r confined </sys/module/apparmor/parameters/enabled
  if [ "$confined" != Y ] && [ -z "${LAB_COPY_PROGRAMS-}" ]; then
    echo "$1"
    return
  fi
  local copy=$RUN/bin/${1##*/}
  [ -x "$copy" ] || { mkdir -p $RUN/bin && cp "$1" "$copy"; }
  echo "$copy"
}
