# An Unbound with ipsecmod and Cygnet's hook: what it does, and how long an address takes with it
# Needs an Unbound that Debian does not have: run tools/build-ipsecmod first.
ipsecmod=$(readlink -m "$LAB/../../target/peers/unbound-ipsecmod/unbound")
[ -x "$ipsecmod" ] || die "no $ipsecmod: run ike-daemon/src/lab/tools/build-ipsecmod"
rounds=${LAB_ROUNDS:-20}
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
for ((i = 1; i <= rounds; i++)); do
  ZONE_TEXT[example.test]+="plain$i A 192.0.2.$((100 + i % 50))"$'\n'
  ZONE_TEXT[example.test]+="keyed$i A 192.0.2.$((150 + i % 50))"$'\n'"keyed$i IPSECKEY $(<"${KEY[bob]}.ipseckey")"$'\n'
done
dns_up
cygnet alice peers=anybody daemon='trigger_socket = /run/cygnet/trigger.vici'
cygnet bob peers=anybody
UNBOUND=$ipsecmod resolver_up alice ipsecmod 127.0.0.54 ipsecmod "server:
  ipsecmod-enabled: yes
  ipsecmod-hook: \"$CYGNET_TREE/share/unbound/ipsecmod-hook\"
  ipsecmod-strict: yes
  ipsecmod-max-ttl: 300"
await_line "$LAB_OUT/alice/ipsecmod.log" 'start of service' 20 ||
  die "unbound on alice: $(last_lines "$LAB_OUT/alice/ipsecmod.log" 20)"
for family in 4 6; do
  ask alice 127.0.0.54 bob.example.test $family
  expect_policy alice bob $family
  prove_protected alice bob $family
done

# asked WHAT PREFIX: the times of so many names of their own
asked() {
  local result
  result=$(on alice python3 "$LAB/tools/ask.py" 127.0.0.54 $(seq -f "$2%g.example.test" "$rounds"))
  verdict "$1: median and longest of $rounds in ms: ${result% *}" [ "${result##* }" = "$rounds" ]
}

asked 'without a key' plain
asked 'with a key' keyed
asked 'with a key, again' keyed
cygnet_stop alice
cygnet_stop bob
