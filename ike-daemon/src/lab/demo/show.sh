# shellcheck shell=bash disable=SC2016
# Two hosts that have never met encrypt what they say, because each finds the other's key in DNS
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
  echo "$STARTED" >"$RUN/$1/daemon.pid"
}
ready_on() {
  await 90 cygnet_ready_or_gone "$1"
  cygnet_ready "$1" || die "cygnetd on $1 is not ready: $(last_lines "$LAB_OUT/$1/cygnetd.log" 30)"
}

# listen_to_questions HOST: notes which DNS questions the programs of a host ask its resolver
listen_to_questions() {
  start "$1" questions "$(program "$(command -v tcpdump)")" -i lo -n -l --immediate-mode -Z root udp dst port 53
  await_line "$LAB_OUT/$1/questions.log" 'listening on' 20 || die "tcpdump on $1: $(<"$LAB_OUT/$1/questions.log")"
}

# packets FILE FILTER: how many packets of a capture pass the filter
packets() { tcpdump -n -r "$1" "$2" 2>/dev/null | wc -l; }

# esp_sas HOST: one SA a line: source, destination, SPI, algorithm, and a digest in place of the key
esp_sas() {
  local line
  sas "$1" 4 | while read -r line; do
    [[ $line =~ ^src\ ([0-9.]+)\ dst\ ([0-9.]+).*spi\ (0x[0-9a-f]+).*mode\ transport.*aead\ ([^ ]+)\ (0x[0-9a-f]+) ]] || continue
    echo "${BASH_REMATCH[*]:1:4} $(sha256sum <<<"${BASH_REMATCH[5]}" | cut -c 1-16)"
  done
}

# lines_with TEXT FILE: how many
lines_with() { grep -cF -- "$1" "$2" || true; }

# same_sas: both kernels have the same two SAs
same_sas() {
  [ "$(lines_with '' "$LAB_OUT/alice/sas.txt")" = 2 ] && cmp -s "$LAB_OUT/alice/sas.txt" "$LAB_OUT/bob/sas.txt"
}

# spis_are_those_of_the_sas: the SPIs on the wire are those of alice's SAs, in their directions
spis_are_those_of_the_sas() {
  [ -s "$LAB_OUT/alice/sas.txt" ] || return 1
  diff <(cut -d ' ' -f 1-3 "$LAB_OUT/alice/sas.txt") \
    <(sed -nE 's/.* IP ([0-9.]+) > ([0-9.]+): ESP\(spi=(0x[0-9a-f]+),.*/\1 \2 \3/p' "$LAB_OUT/wire.txt" | sort -u) >/dev/null
}

# say_how_long: what of the first answer's time was spent where. On the wire an answer takes as long as from the first
# ESP packet to the one that comes back; for the rest of ping's figure the packet was held.
say_how_long() {
  local first there back microseconds
  first=$(sed -nE '/icmp_seq=1 /s/.*time=([0-9.]+) ms.*/\1/p' "$LAB_OUT/ping.txt")
  there=$(esp_time "${ADDRESS4[alice]}")
  back=$(esp_time "${ADDRESS4[bob]}")
  verdict "the first answer took ${first:-no} ms" [ -n "$first" ]
  if [ -z "$first" ] || [ "$there" = none ] || [ "$back" = none ]; then return; fi # what is missing is told below
  microseconds=$(((back - there + DAY) % DAY))
  echo
  if ((${first%.*} > microseconds / 1000 + 2)); then
    fill <<TEXT
Of these, the way to bob and back took $((microseconds / 1000)).$((microseconds / 100 % 10)) ms. For the rest, alice's kernel held the packet: it had no key
yet, and to send it in clear was forbidden.
TEXT
  else
    fill <<TEXT
The kernel had not even to hold it: ping looks for a way to bob before it sends, which alone made alice's
daemon begin, and the key was there in time.
TEXT
  fi
}

# esp_time ADDRESS: when its first ESP packet was on the wire, in microseconds of the day, or `none`
esp_time() {
  local line
  line=$(grep -m 1 " IP $1 > .*: ESP(" "$LAB_OUT/wire.txt") || true
  if [[ ! $line =~ ^([0-9]+):([0-9]+):([0-9]+)\.([0-9]{6})\  ]]; then
    echo none
    return
  fi
  echo $((((10#${BASH_REMATCH[1]} * 60 + 10#${BASH_REMATCH[2]}) * 60 + 10#${BASH_REMATCH[3]}) * 1000000 + 10#${BASH_REMATCH[4]}))
}

DAY=86400000000 # microseconds
WIRE="host ${ADDRESS4[alice]} and host ${ADDRESS4[bob]}"

# ---------------------------------------------------------------------------------------------------------------------

[ -x "$CYGNET_TREE/bin/cygnetd" ] || die "no $CYGNET_TREE/bin/cygnetd: build first (mvn package)"
if [ -n "${UML-}" ]; then
  say <<'TEXT'
This machine's kernel cannot encrypt packets (no ESP). So the hosts live in a Linux kernel that can, and that
runs here as an ordinary program: User Mode Linux. It does the real thing, but many times slower.
TEXT
fi
working "making three hosts on one wire: alice 192.0.2.1, bob 192.0.2.2, and dns"
own_etc
network
for host in alice bob; do own_etc_on $host; done
worked

step "Each host makes a key"
say <<'TEXT'
A key has two halves. The private half never leaves the host; the public one is for everybody, and is
short enough for one line of DNS. bob's administrator types:
TEXT
shell bob 'cygnetctl keygen'
verdict "bob has a key, in a file that only root can read" \
  eval '[ "$STATUS" = 0 ] && [ "$(stat -c "%a %U" "$RUN/bob/cygnet/private/host.pem")" = "600 root" ]'
BOB_PRINT=$(grep -oE 'SHA256:[A-Za-z0-9+/]+' "$OUTPUT" || true)
echo
shell bob 'cygnetctl show-key --record'
RECORD=$(<"$OUTPUT")
verdict "and a record for DNS (an IPSECKEY, RFC 4025) with its public half" \
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
Both records go into the zone example.test. The zone is signed (DNSSEC), and so is its parent, and the root
above that: whoever changes a record on the way is found out. Let alice ask for bob's key:
TEXT
working "signing the zone, starting the name server and the two resolvers"
dns_up
worked
echo
shell alice 'dig +short IPSECKEY bob.example.test'
verdict "it is the key that bob has made" grep -qF " $BOB_KEY" "$OUTPUT"
echo
shell alice 'dig IPSECKEY bob.example.test | grep "^;; flags"'
verdict "and alice's resolver found every signature good (the flag ad: authenticated data)" grep -qE 'flags:[a-z ]* ad[ ;]' "$OUTPUT"

step "A daemon starts on each host"
say <<'TEXT'
This is all that alice's daemon is told. It names bob, but has no key of his, and no secret that both share:
TEXT
shell alice 'cat /etc/cygnet/cygnet.conf' 60
listen_to_questions alice
listen_to_questions bob
working "starting cygnetd on both hosts"
for host in alice bob; do daemon_start $host; done
for host in alice bob; do ready_on $host; done
worked
pass "both daemons are ready"
await_line "$LAB_OUT/alice/cygnetd.log" 'IPSECKEY|DNS tells' 20 || true
echo
say <<'TEXT'
The first thing that a daemon does is to look itself up in DNS, as others will. It takes no one's word: it asks for
all keys and signatures from the root down, and checks them itself.
TEXT
ln -s "$LAB_OUT/alice/cygnetd.log" "$RUN/alice/run/cygnet/log"
shell alice 'grep DNS /run/cygnet/log'
verdict "others will find alice's key, the one made in step 1" grep -qF "$ALICE_PRINT, secure" "$OUTPUT"
for zone in . test. example.test.; do
  verdict "her daemon has asked for the keys of the zone $zone" grep -qF " DNSKEY? $zone " "$LAB_OUT/alice/questions.log"
done
echo
say <<'TEXT'
Nothing else happens yet, as there is nothing to send. But the daemon has given the kernel its orders, a policy:
whatever goes to bob goes encrypted (esp); and when there is no key for that, call the daemon.
TEXT
shell alice 'ip xfrm policy list dir out dst 192.0.2.2/32'
verdict "alice's kernel requires ESP towards bob" grep -q 'proto esp .*mode transport' "$OUTPUT"
verdict "and there is no key yet: neither kernel has an SA (a security association, which holds a key)" \
  [ -z "$(sas alice 4)$(sas bob 4)" ]

step "alice pings bob, by name"
say <<'TEXT'
From here on everything on the wire is recorded.
TEXT
capture_start wire
shell alice 'ping -c 3 bob.example.test'
verdict "three packets sent, three answered: not even the first one is lost" \
  eval '[ "$STATUS" = 0 ] && grep -q "3 packets transmitted, 3 received, 0% packet loss" "$OUTPUT"'
cp "$OUTPUT" "$LAB_OUT/ping.txt"
capture_stop
tcpdump -n -r "$CAPTURE" "$WIRE" >"$LAB_OUT/wire.txt" 2>/dev/null || true
say_how_long

step "What happened meanwhile"
say <<'TEXT'
This is put together from the daemons' logs, their questions to DNS, and the wire. Milliseconds count from
ping's question; long lines are cut (...). A daemon notes what is done, so a packet may outrun its note.
TEXT
python3 "$LAB/demo/timeline.py" "$LAB_OUT" "$ALICE_PRINT" "$BOB_PRINT" 2>"$LAB_OUT/timeline.err" || true
echo
verdict "no link of the chain is missing, and each has proved to hold the key made in step 1" [ ! -s "$LAB_OUT/timeline.err" ]
last_lines "$LAB_OUT/timeline.err" 20

step "What the kernels hold now"
say <<'TEXT'
An SA for each direction. Their keys were computed by both daemons, and never sent.
TEXT
shell alice "ip xfrm state list nokeys | grep -E '^src|proto|aead'"
for host in alice bob; do esp_sas $host | sort >"$LAB_OUT/$host/sas.txt"; done
verdict "alice's kernel has two SAs: AES-GCM, transport mode" \
  [ "$(lines_with 'rfc4106(gcm(aes))' "$LAB_OUT/alice/sas.txt")" = 2 ]
verdict "bob's kernel has the same two, with the same keys" same_sas
echo
shell alice 'cygnetctl status'
verdict "alice's daemon knows with whom it speaks, and how it knows: from signed DNS" \
  eval '[ "$STATUS" = 0 ] && grep -q "bob\.example\.test.*assurance dnssec" "$OUTPUT"'

step "What crossed the wire"
say <<'TEXT'
All that alice and bob sent each other, as an eavesdropper sees it. ARP asks for a hardware address, isakmp is
the handshake (IKE), ESP is what is encrypted:
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
verdict "in clear: $leaks packets" [ "$leaks" = 0 ]

step "The counter-proof: no key, no packet"
say <<'TEXT'
Now bob's daemon is stopped. It takes its leave from alice, and bob is an ordinary host, which talks in clear.
But alice's kernel still has its orders: encrypted, or not at all.
TEXT
cygnet_stop bob
await 20 no_sa alice 4 || true
verdict "alice has deleted her SAs as well" no_sa alice 4
capture_start after
echo
shell alice 'ping -c 2 -W 2 bob.example.test'
verdict "alice does not reach bob" eval '[ "$STATUS" = 1 ] && grep -q " 0 received" "$OUTPUT"'
echo
shell bob 'ping -c 1 -W 2 alice.example.test'
verdict "nor does bob reach alice: what comes in clear, her kernel throws away" eval '[ "$STATUS" = 1 ] && grep -q " 0 received" "$OUTPUT"'
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
verdict "and sent nothing else to bob: $in_clear packets in clear" [ "$in_clear" = 0 ]
cygnet_stop alice
