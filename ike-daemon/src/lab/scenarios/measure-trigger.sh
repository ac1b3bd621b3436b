# How long an address takes, with and without a key: from Unbound, and through Cygnet's resolver in front of it
rounds=${LAB_ROUNDS:-20}
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
for ((i = 1; i <= rounds; i++)); do
  ZONE_TEXT[example.test]+="plain-a$i A 192.0.2.$((100 + i % 50))"$'\n'"plain-b$i A 192.0.2.$((100 + i % 50))"$'\n'
  ZONE_TEXT[example.test]+="keyed-a$i A 192.0.2.$((150 + i % 50))"$'\n'"keyed-a$i IPSECKEY $(<"${KEY[bob]}.ipseckey")"$'\n'
  ZONE_TEXT[example.test]+="keyed-b$i A 192.0.2.$((150 + i % 50))"$'\n'"keyed-b$i IPSECKEY $(<"${KEY[bob]}.ipseckey")"$'\n'
done
dns_up
cygnet alice peers=anybody dns='listen = 127.0.0.54:53'

# asked WHAT SERVER PREFIX: the times of so many names of their own
asked() {
  local result
  result=$(on alice python3 "$LAB/tools/ask.py" "$2" $(seq -f "$3%g.example.test" "$rounds"))
  verdict "$1: median and longest of $rounds in ms: ${result% *}" [ "${result##* }" = "$rounds" ]
}

asked 'first things first: both caches know the zone' 127.0.0.54 plain-b
resolver_restart alice
asked 'without a key, from Unbound' 127.0.0.1 plain-a
resolver_restart alice
asked 'without a key, through Cygnet' 127.0.0.54 plain-a
asked 'without a key, through Cygnet, again' 127.0.0.54 plain-a
asked 'with a key, from Unbound' 127.0.0.1 keyed-a
asked 'with a key, through Cygnet' 127.0.0.54 keyed-b
asked 'with a key, through Cygnet, again' 127.0.0.54 keyed-b
cygnet_stop alice
