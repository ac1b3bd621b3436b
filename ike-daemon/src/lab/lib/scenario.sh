#!/bin/bash
# scenario.sh FILE: runs one scenario inside the namespaces that stage.sh made. The vocabulary is sourced first.
set -euo pipefail
for part in base words hosts nat dns outcomes connections certificates peers strongswan libreswan openiked cygnet traffic expect cells; do
  # shellcheck source=/dev/null
  . "$LAB/lib/$part.sh"
done
exec {REPORT}>&1 # the command that fails may have its output elsewhere
trap 'fail "stopped at ${BASH_SOURCE[0]##*/} line $LINENO: $BASH_COMMAND" >&"$REPORT"' ERR
set -E
# shellcheck source=/dev/null
. "$1"
echo end >>"$LAB_OUT/verdicts"
