# From the question for a name to the first encrypted reply, through Cygnet's resolver: nothing known, name known, all there
# limit: 1800
# Not a test, but each reply has to be encrypted. `cold` is the first question of all to resolvers and daemons that have just
# started; `next` the same name when DNS is known and the SAs are gone; `there` when they are not. Between start and probe
# is a pause: a JVM compiles for some seconds after its start, and here all hosts share one processor.
network
identity alice "${LAB_KEY:-ed25519}"
identity bob "${LAB_KEY:-ed25519}"
publish alice
publish bob
dns_up
numbers=$LAB_OUT/numbers.txt

# probe LABEL: one measurement, its names made distinct by LABEL
probe() {
  on alice python3 "$LAB/tools/probe.py" named 127.0.0.54 bob.example.test 2>&1 | sed -E "s/(^| )([a-z_]+=)/\1$1_\2/g" |
    tee -a "$numbers" | sed 's/^/  .      /'
}

# forget_sas: both ends, and the IKE SA as well
forget_sas() {
  cygnetctl_on alice terminate bob.example.test@192.0.2.2 >>"$LAB_OUT/alice/terminate.txt" 2>&1 ||
    note "cygnetctl terminate failed"
  pause 0.5
}

for round in $(seq "${LAB_ROUNDS:-10}"); do
  resolver_restart alice
  resolver_restart bob
  # the neighbours are known beforehand: only DNS and IKE are measured
  on alice ping -n -q -c 1 -W 2 "$(address bob 4)" >/dev/null || true
  if [ "$round" = 1 ]; then
    cygnet bob peers=anybody
    cygnet alice peers=anybody dns='listen = 127.0.0.54:53'
    capture_start first
  else
    cygnet_start bob
    cygnet_start alice
  fi
  pause "${LAB_SETTLE:-10}"
  probe cold
  forget_sas
  probe next
  probe there
  [ "$round" != 1 ] || capture_stop
  for host in alice bob; do
    cygnet_kill $host
    ip -n $host xfrm state flush
    ip -n $host xfrm policy flush
  done
done
on alice python3 "$LAB/tools/probe.py" median <"$numbers" | sed 's/^/  .      /'
expect_no_clear 3 4
