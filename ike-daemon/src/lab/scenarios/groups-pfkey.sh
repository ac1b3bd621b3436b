# Groups over PF_KEY: protected where they can be, in clear for as long as the kernel keeps the policy, or not reached
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice dns='listen = 127.0.0.54:53' 'daemon=kernel = pfkey' \
  group='private-or-clear { networks = 0.0.0.0/0, ::/0 }' \
  group='private { networks = 203.0.113.0/24 }' \
  group='clear { networks = 192.0.2.254/32 }'
cygnet bob group='private-or-clear { networks = 0.0.0.0/0, ::/0 }'
for family in 4 6; do
  ask alice 127.0.0.54 bob.example.test $family
  expect_policy alice bob $family
  prove_protected alice bob $family 'auth-trunc hmac(sha384)'
done
answered=$(on alice ping -n -c 1 -W 5 198.51.100.53 2>&1 || true)
verdict "a host without a name is reached in clear: $(grep -oE 'time=.*' <<<"$answered")" grep -qF '1 received' <<<"$answered"
verdict 'the kernel itself ends that after a while' \
  grep -qE 'limit|expire hard|add (6|[1-9])' <<<"$(ip -n alice -s xfrm policy list dst 198.51.100.53/32 dir out)"
refused=$(on alice ping -n -c 3 -i 0.3 -W 1 203.0.113.9 2>&1 || true)
verdict "a host that must be private, and has no name, is not reached" grep -qE '0 received|not permitted' <<<"$refused"
cygnet_stop alice
cygnet_stop bob
