# Nobody has configured the other: a question to Cygnet's own resolver is all
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice peers=anybody dns='listen = 127.0.0.54:53'
cygnet bob peers=anybody
for family in 4 6; do
  ask alice 127.0.0.54 bob.example.test $family
  expect_policy alice bob $family
  prove_protected alice bob $family
  ask alice 127.0.0.54 bob.example.test $family
done
verdict 'a name without a key is answered as ever' \
  grep -qxF 198.51.100.53 <<<"$(on alice dig @127.0.0.54 +short +tries=1 +time=5 ns.test A)"
verdict "and no policy is made for it" [ "$(ip -n alice xfrm policy list dir out | grep -cF 198.51.100.53/ || true)" = 0 ]
cygnet_stop alice
cygnet_stop bob
