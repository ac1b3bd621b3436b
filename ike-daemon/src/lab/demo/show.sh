# Two hosts that have never met encrypt what they say, because each finds the other's key in DNS
# limit: 420
# What bin/demo shows, once Cygnet is built: `run --live` runs it. Every claim in the text is checked where it is made.
. "$LAB/demo/telling.sh"

# a person's environment on the hosts: the programs of the tree by their names
LOGIN=(env PATH="$CYGNET_TREE/bin:${LAB_JDK:+$LAB_JDK/bin:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  ${LAB_JDK:+JAVA_HOME="$LAB_JDK"} CYGNET_JAVA_OPTS="${CYGNET_JAVA_OPTS-} -Djava.io.tmpdir=/run/tmp" HOME=/root LC_ALL=C.UTF-8)

# own_etc: an /etc/cygnet of its own on each host. First a directory of that name, in a copy-on-write /etc that only this
# demonstration sees; then, on each host, its own directory there.
own_etc() {
  local dir=$RUN/etc
  mkdir -p "$dir"/{upper,work}
  mount -t overlay -o "lowerdir=/etc,upperdir=$dir/upper,workdir=$dir/work" etc /etc || die "cannot mount an overlay on /etc"
  mkdir -p /etc/cygnet
}
own_etc_on() {
  mkdir -p "$RUN/$1/cygnet/private"
  chmod 700 "$RUN/$1/cygnet/private"
  on "$1" mount --bind "$RUN/$1/cygnet" /etc/cygnet
  cp "$LAB_KEYS/zones/root.key" "$RUN/$1/cygnet/root.key"
  configuration "$1" "$(peer "$1")" >"$RUN/$1/cygnet/cygnet.conf"
  cp "$RUN/$1/cygnet/cygnet.conf" "$LAB_OUT/$1/"
}

configuration() {
  cat <<CONF
host {
  id = $1.example.test
  key = host.pem
}
dns {
  upstream = 127.0.0.1
  dnssec = validate
  trust_anchor = root.key
}
connections {
  $2 {
    remote_addrs = ${ADDRESS4[$2]}
    local {
      id = $1.example.test
    }
    remote {
      id = $2.example.test
    }
    children {
      host {
        mode = transport
        start_action = trap
      }
    }
  }
}
CONF
}

# daemon_start HOST: cygnetd as a service would start it; ready_on waits for it
daemon_start() {
  mkdir -p "$RUN/$1/run/cygnet"
  start "$1" cygnetd "${LOGIN[@]}" TMPDIR=/run/tmp cygnetd
  echo "$STARTED" >"$RUN/$1/cygnetd.pid"
}
ready_on() {
  await 90 cygnet_ready_or_gone "$1"
  cygnet_ready "$1" || die "cygnetd on $1 is not ready: $(last_lines "$LAB_OUT/$1/cygnetd.log" 30)"
}

# listen_to_questions HOST: notes which DNS questions the programs of a host ask its resolver
listen_to_questions() {
  start "$1" questions tcpdump -i lo -n -l --immediate-mode -Z root udp dst port 53
  await_line "$LAB_OUT/$1/questions.log" 'listening on' 20 || die "tcpdump on $1: $(<"$LAB_OUT/$1/questions.log")"
}

# packets FILE FILTER: how many packets of a capture pass the filter
packets() { tcpdump -n -r "$1" "$2" 2>/dev/null | wc -l; }

# esp_sas HOST: one SA a line: source, destination, SPI, algorithm, and a digest in place of the key
esp_sas() {
  local line
  sas "$1" 4 | while read -r line; do
    [[ $line =~ ^src\ ([0-9.]+)\ dst\ ([0-9.]+).*spi\ (0x[0-9a-f]+).*mode\ transport.*aead\ ([^ ]+)\ (0x[0-9a-f]+) ]] || continue
    echo "${BASH_REMATCH[@]:1:4} $(sha256sum <<<"${BASH_REMATCH[5]}" | cut -c 1-16)"
  done
}

# spis_are_those_of_the_sas: each SPI on the wire belongs to an SA of alice's, in its direction
spis_are_those_of_the_sas() {
  diff <(cut -d ' ' -f 1-3 "$LAB_OUT/alice/sas.txt") \
    <(sed -nE 's/.* IP ([0-9.]+) > ([0-9.]+): ESP\(spi=(0x[0-9a-f]+),.*/\1 \2 \3/p' "$LAB_OUT/wire.txt" | sort -u) >/dev/null
}

WIRE="host ${ADDRESS4[alice]} and host ${ADDRESS4[bob]}"

# ---------------------------------------------------------------------------------------------------------------------

if [ -n "${UML-}" ]; then
  say <<'TEXT'
This machine's kernel has no IPsec (ESP), so the hosts live in a kernel that has: User Mode Linux,
started just for this. It is real, but slow: expect each time below to be a tenth of that in life.
TEXT
fi
echo
working "three hosts on one wire: alice 192.0.2.1, bob 192.0.2.2, and dns, which serves example.test"
own_etc
network
for host in alice bob; do own_etc_on $host; done
worked

step "Each host makes a key"
say <<'TEXT'
The private half stays on the host and is never copied. The public half is short enough for one line
of DNS. bob's administrator types:

TEXT
shell bob 'cygnetctl keygen'
verdict "bob's key was made" [ "$STATUS" = 0 ]
BOB_PRINT=$(grep -oE 'SHA256:[A-Za-z0-9+/]+' "$OUTPUT" || true)
echo
shell bob 'cygnetctl show-key --record'
RECORD=$(<"$OUTPUT")
verdict "it printed a record for bob.example.test" \
  eval '[[ $RECORD =~ ^bob\.example\.test\.\ .*IPSECKEY.*\ ([A-Za-z0-9+/=]+)$ ]]'
BOB_KEY=${RECORD##* }
ZONE_TEXT[example.test]+="bob A ${ADDRESS4[bob]}"$'\n'"$RECORD"$'\n'
echo
working "alice's administrator does the same"
on alice "${LOGIN[@]}" cygnetctl keygen >"$LAB_OUT/alice/keygen.txt" 2>&1 || die "alice: $(<"$LAB_OUT/alice/keygen.txt")"
ALICE_PRINT=$(grep -oE 'SHA256:[A-Za-z0-9+/]+' "$LAB_OUT/alice/keygen.txt")
RECORD=$(on alice "${LOGIN[@]}" cygnetctl show-key --record) || die "alice: $RECORD"
ZONE_TEXT[example.test]+="alice A ${ADDRESS4[alice]}"$'\n'"$RECORD"$'\n'
worked

step "The keys go into DNS, and DNS signs them"
say <<'TEXT'
Both records go into the zone example.test, which DNSSEC signs, as it signs its parents up to the root.
So nobody on the way can slip in another key. alice has a resolver that checks the signatures.

TEXT
working "signing the zone, starting the name server and the two resolvers"
dns_up
worked
echo
shell alice 'dig +short IPSECKEY bob.example.test'
verdict "DNS gives alice exactly the key that bob has made" grep -qF " $BOB_KEY" "$OUTPUT"
echo
shell alice 'dig IPSECKEY bob.example.test | grep flags:'
verdict "and every signature is good: 'ad', authenticated data" grep -qE 'flags:[a-z ]* ad[ ;]' "$OUTPUT"

step "A daemon starts on each host"
say <<'TEXT'
This is all that alice is told. It names bob, but holds no key of bob's and no secret that both share:

TEXT
shell alice 'cat /etc/cygnet/cygnet.conf' 60
working "starting cygnetd on both hosts"
for host in alice bob; do daemon_start $host; done
for host in alice bob; do ready_on $host; done
worked
pass "both daemons are ready"
say <<'TEXT'

So far no packet has gone from one to the other. But alice's kernel has its orders (start_action = trap):
to bob only encrypted (esp), and if there is no key for that yet, ask the daemon.

TEXT
shell alice 'ip xfrm policy list dir out dst 192.0.2.2/32'
verdict "alice's kernel requires ESP towards bob" grep -q 'proto esp .*mode transport' "$OUTPUT"
for host in alice bob; do
  verdict "no key is agreed yet: $host's kernel has no SA (security association)" [ -z "$(sas $host 4)" ]
done

step "alice pings bob, by name"
say <<'TEXT'
From here on, everything on the wire is recorded.

TEXT
listen_to_questions alice
listen_to_questions bob
capture_start wire
shell alice 'ping -c 3 bob.example.test'
verdict "three packets sent, three answered: not even the first one was lost" \
  eval '[ "$STATUS" = 0 ] && grep -q "3 packets transmitted, 3 received, 0% packet loss" "$OUTPUT"'
FIRST=$(sed -nE '/icmp_seq=1 /s/.*time=([0-9.]+) ms.*/\1/p' "$OUTPUT")
THIRD=$(sed -nE '/icmp_seq=3 /s/.*time=([0-9.]+) ms.*/\1/p' "$OUTPUT")
capture_stop
cp "$OUTPUT" "$LAB_OUT/ping.txt"
tcpdump -n -r "$CAPTURE" "$WIRE" >"$LAB_OUT/wire.txt" 2>/dev/null || true
echo
if ((${FIRST%.*} > 3 * (${THIRD%.*} + 1))); then
  say <<TEXT
The first answer took $FIRST ms, the third $THIRD ms: alice's kernel held the first packet until there was a key.
TEXT
else
  say <<TEXT
The first answer took $FIRST ms, the third $THIRD ms. ping looks for a way to bob before it sends, and that alone made
alice's daemon begin: the key was there in time.
TEXT
fi

step "What happened meanwhile"
say <<'TEXT'
This is put together from the daemons' logs, their questions to DNS, and the wire. Milliseconds count from
ping's question; long lines are cut (...). A daemon notes what is done, so a packet may outrun its note.

TEXT
python3 "$LAB/demo/timeline.py" "$LAB_OUT" "$ALICE_PRINT" "$BOB_PRINT" 2>"$LAB_OUT/timeline.err" || true
echo
verdict "nothing is missing in this chain, and both proved the keys that they made in step 1" [ ! -s "$LAB_OUT/timeline.err" ]
last_lines "$LAB_OUT/timeline.err" 20

step "What the kernels hold now"
shell alice "ip xfrm state list nokeys | grep -E '^src|proto|aead'"
for host in alice bob; do esp_sas $host | sort >"$LAB_OUT/$host/sas.txt"; done
verdict "alice's kernel has two SAs to bob and back: AES-GCM, transport mode" \
  [ "$(grep -cF 'rfc4106(gcm(aes))' "$LAB_OUT/alice/sas.txt")" = 2 ]
verdict "bob's kernel has the same two, with the same keys, which never were on the wire" \
  cmp -s "$LAB_OUT/alice/sas.txt" "$LAB_OUT/bob/sas.txt"

step "What crossed the wire"
say <<'TEXT'
All that alice and bob sent each other, as somebody on the wire sees it (isakmp is IKE, the handshake):

TEXT
shell wire "tcpdump -n -r wire.pcap $WIRE" 13
total=$(packets "$CAPTURE" "ip and $WIRE")
leaks=0
for family in 6 4; do # the figures of IPv4 stay
  facts=$(wire_facts $family)
  eval "$facts"
  leaks=$((leaks + clear))
  grep '^#' <<<"$facts" || true
done
verdict "$ike packets of IKE, $esp_there of ESP from alice, $esp_back from bob: $total in all" \
  [ $((ike >= 4 && esp_there >= 3 && esp_back >= 3 && ike + esp_there + esp_back == total)) = 1 ]
verdict "the numbers (spi) on the ESP packets are those of the two SAs" spis_are_those_of_the_sas
verdict "in clear: $leaks" [ "$leaks" = 0 ]

step "The counter-proof: no key, no packet"
say <<'TEXT'
bob's daemon ends. It takes leave of alice, and bob is a host as any other, which would talk in clear.
alice still has her orders: encrypted, or not at all.

TEXT
cygnet_stop bob
await 20 no_sa alice 4 || true
verdict "alice has deleted the SAs, too" no_sa alice 4
capture_start after
echo
shell alice 'ping -c 2 -W 2 bob.example.test'
verdict "bob is not reached" eval '[ "$STATUS" = 1 ] && grep -q " 0 received" "$OUTPUT"'
echo
shell bob 'ping -c 1 -W 2 alice.example.test'
verdict "nor does alice take what bob sends in clear" eval '[ "$STATUS" = 1 ] && grep -q " 0 received" "$OUTPUT"'
capture_stop
echo
shell wire "tcpdump -n -r after.pcap ip and $WIRE" 13
FROM_ALICE="ip src ${ADDRESS4[alice]} and ip dst ${ADDRESS4[bob]}"
IKE="(udp port 500 or udp port 4500)"
verdict "bob's ping was seen in clear: the recording is not blind" \
  [ "$(packets "$CAPTURE" "ip src ${ADDRESS4[bob]} and icmp[icmptype] = icmp-echo")" -gt 0 ]
verdict "alice asked for a key ($(packets "$CAPTURE" "$FROM_ALICE and $IKE") packets of IKE)" \
  [ "$(packets "$CAPTURE" "$FROM_ALICE and $IKE")" -gt 0 ]
in_clear=$(packets "$CAPTURE" "$FROM_ALICE and not $IKE and not esp")
verdict "and sent nothing else: $in_clear packets in clear" [ "$in_clear" = 0 ]
echo
cygnet_stop alice
