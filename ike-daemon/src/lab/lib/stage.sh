#!/bin/bash
# stage.sh FILE SECONDS: process 1 of a scenario's own namespaces (mounts, network, processes). It gives the scenario a
# fresh /run, bounds its time, and looks at the state left behind. When it ends the kernel ends everything else.
set -uo pipefail
. "$LAB/lib/base.sh"
. "$LAB/lib/diagnose.sh"
mount --make-rprivate / && mount -t tmpfs -o mode=755 run /run || die "cannot mount a /run of its own"
mkdir -p /run/netns /run/lock $RUN

# the time limit is for the scenario alone (its shell, not its daemons), so that there is something left to diagnose
timeout --foreground --kill-after 2 "$2" bash "$LAB/lib/scenario.sh" "$1"
rc=$?
if [ $rc = 124 ] || [ $rc = 137 ]; then fail "not finished after $2 s"; fi
[ -z "${LAB_LIVE-}" ] || exec >/dev/null # a live one has said all that it has to say
passed=$(grep -cx ok "$LAB_OUT/verdicts" 2>/dev/null)
failed=$(grep -cx FAILED "$LAB_OUT/verdicts" 2>/dev/null)
if [ $rc = 0 ] && [ "$failed" = 0 ] && [ "$passed" -gt 0 ] && grep -qx end "$LAB_OUT/verdicts"; then
  echo "  passed: $passed expectations met"
  [ -z "${LAB_KEEP-}" ] || diagnose
  exit 0
fi
diagnose
echo "  failed: $passed expectations met, $failed not (exit status $rc)"
show_logs
exit 1
