# What an operator sees and does with groups: explain, flow, retry, reload; and what is remembered outlives a restart
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice dns='listen = 127.0.0.54:53' daemon='query_socket = /run/cygnet/query.vici' \
  group='private-or-clear { networks = 0.0.0.0/0, ::/0 }'
cygnet bob group='private-or-clear { networks = 0.0.0.0/0, ::/0 }'
ask alice 127.0.0.54 bob.example.test 4
ping_first alice bob 4
expect_output alice explain verdict 'as bob\.example\.test, assurance dnssec' explain bob.example.test
expect_output alice explain keys 'keys: found, secure' explain bob.example.test
expect_output alice explain chain \
  '^  chain   \. \([0-9]+ [A-Z0-9]+\) > test\. \([0-9]+ [A-Z0-9]+\) > example\.test\. \([0-9]+ [A-Z0-9]+\)$' explain bob.example.test
anybody_asks=$(on alice setpriv --reuid=nobody --clear-groups env CYGNET_JAVA_OPTS="-Djava.io.tmpdir=/tmp" \
  "$CYGNET_TREE/bin/cygnetctl" --socket /run/cygnet/query.vici flow "$(address bob 4)" 2>&1) && protected=0 || protected=$?
verdict "somebody without rights learns whether a flow is protected: ${anybody_asks%%$'\n'*}" [ "$protected" = 0 ]

# A host without a name is remembered, also by the next daemon, which asks nothing of DNS
on alice ping -n -c 1 -W 5 198.51.100.53 >/dev/null 2>&1 || true
expect_output alice explain why 'why     no-name: ' explain 198.51.100.53
expect_status alice 'memory   198\.51\.100\.53: pass for'
cygnet_stop alice
cygnet_start alice
expect_status alice 'memory   198\.51\.100\.53: pass for'
answered=$(on alice ping -n -c 1 -W 5 198.51.100.53 2>&1 || true)
verdict "it is reached at once: $(grep -oE 'time=.*' <<<"$answered")" grep -qF '1 received' <<<"$answered"
asked=$(grep -c 'names of 198.51.100.53' "$LAB_OUT/alice/cygnetd.log" || true)
verdict "and DNS has been asked $asked times about it" [ "$asked" = 0 ]
expect_output alice retry forgotten 'forgotten: 198\.51\.100\.53' retry 198.51.100.53
remembered=$(cygnetctl_on alice status 2>&1 | grep -c '^memory ' || true)
verdict "now $remembered hosts are remembered" [ "$remembered" = 0 ]

# A mistake in the file changes nothing; a new rule is in force at once, and the SAs with bob stay
ask alice 127.0.0.54 bob.example.test 4
ping_awake alice bob 4
before=$(cygnetctl_on alice status 2>&1 | grep -oE '^IKE SA +[^ ]+' || true)
sed -i 's/private-or-clear {/private-or-claer {/' "$LAB_OUT/alice/cygnet/cygnet.conf"
expect_output alice reload refused 'unknown section .private-or-claer' reload
sed -i 's|private-or-claer { \(.*\)|private-or-clear { \1\n  block { networks = 198.51.100.53/32 }|' "$LAB_OUT/alice/cygnet/cygnet.conf"
expect_output alice reload taken '9 rule\(s\) of groups' reload
on alice ping -n -c 1 -W 1 198.51.100.53 >/dev/null 2>&1 && reached=yes || reached=no
verdict 'what is blocked now is not reached' [ $reached = no ]
expect_output alice explain rule 'rule    block 198\.51\.100\.53/32' explain 198.51.100.53
ping_through alice bob 4
verdict "the IKE SA with bob is the same: $before" [ "$(cygnetctl_on alice status 2>&1 | grep -oE '^IKE SA +[^ ]+' || true)" = "$before" ]
cygnet_stop alice
cygnet_stop bob
