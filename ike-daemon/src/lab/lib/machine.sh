#!/bin/bash
# machine.sh OUT FILE...: runs scenarios one after the other on this kernel, be it UML's or the host's. Several machines
# may share the list: a scenario belongs to the one that makes its directory in OUT. Prints `NAME STATUS SECONDS` a line.
# With LAB_LIVE there is one scenario; its report goes to standard output, and the exit status is its own.
set -u
out=$1
shift
for file in "$@"; do
  name=${file##*/}
  name=${name%.sh}
  mkdir "$out/$name" 2>/dev/null || continue
  limit=$(sed -nE 's/^# limit: ([0-9]+)$/\1/p' "$file")
  began=$SECONDS
  if [ -n "${LAB_LIVE-}" ]; then exec {report}>&1; else exec {report}>"$out/$name/report"; fi
  # the outer limit only catches a hang in stage.sh itself; --kill-child ends the process namespace with its parent
  LAB_OUT=$out/$name timeout --foreground --kill-after 2 $((${limit:-600} + 60)) \
    unshare --mount --net --pid --fork --mount-proc --kill-child \
    bash "$LAB/lib/stage.sh" "$file" "${limit:-600}" >&"$report" 2>&1 </dev/null
  status=$?
  exec {report}>&-
  [ -z "${LAB_LIVE-}" ] || exit $status
  echo "$name $status $((SECONDS - began))"
done
