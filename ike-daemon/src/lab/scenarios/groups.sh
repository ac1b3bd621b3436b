# Groups: hosts that nobody has configured, protected where they can be, in clear where they can't, or not reached at all
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice dns='listen = 127.0.0.54:53' \
  group='private-or-clear { networks = 0.0.0.0/0, ::/0 }' \
  group='private { networks = 203.0.113.0/24 }' \
  group='clear { networks = 192.0.2.254/32 }'
cygnet bob group='private-or-clear { networks = 0.0.0.0/0, ::/0 }'
for family in 4 6; do
  ask alice 127.0.0.54 bob.example.test $family
  expect_policy alice bob $family
  prove_protected alice bob $family
done

# A host without a name: the first packet waits for what DNS says about its address, and is not lost
answered=$(on alice ping -n -c 1 -W 5 198.51.100.53 2>&1 || true)
verdict "a host without a name is reached in clear: $(grep -oE 'time=.*' <<<"$answered")" grep -qF '1 received' <<<"$answered"
expect_log alice cygnetd '198\.51\.100\.53 \(private-or-clear#?.*\): pass for' 'why it is in clear'
verdict 'the kernel itself ends that after a while' \
  grep -qE 'limit|expire hard|add (6|[1-9])' <<<"$(ip -n alice -s xfrm policy list dst 198.51.100.53/32 dir out)"

# Where privacy is a must, nothing leaves without it, and the application is told at once
refused=$(on alice ping -n -c 3 -i 0.3 -W 1 203.0.113.9 2>&1 || true)
verdict "a host that must be private, and has no name, is not reached" grep -qE '0 received|not permitted' <<<"$refused"
expect_log alice cygnetd '203\.0\.113\.9 \(private.*\): drop for' 'why it is not reached'
cygnet_stop alice
cygnet_stop bob
