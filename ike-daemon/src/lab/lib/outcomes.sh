# shellcheck shell=bash
# Zones in which every question ends differently, on a server of your choice, and what Cygnet is to say about each.
#
# They are children of example.test, which BIND on 198.51.100.53 serves as ever; they themselves are on 198.51.100.54, on
# BIND, NSD or Knot. They are made once per run of the lab, before any machine boots. What is wrong with which zone is said
# where it is made.

OUTCOME_SERVER=198.51.100.54 # for the zones here
OUTCOME_DEAD=203.0.113.53    # the name server of dead.example.test: every packet to it vanishes
OUTCOME_ZONES="secure insecure island wrongsig expired early parent child.parent gap child.gap stripped wrongds nsec3 fewnsec3 sha1 life late.life"

# make_outcome_zones: LAB_KEYS/outcomes with ZONE.zone for each, and `delegations`, which example.test is to hold.
# Only `key` is a real key. The others are odd numbers of the right length, which nobody can tell from an RSA modulus.
make_outcome_zones() {
  local dir=$LAB_KEYS/outcomes zone key
  mkdir -p "$dir"
  key=$(<"$LAB_KEYS/alice-ed25519.ipseckey")
  for zone in $OUTCOME_ZONES; do
    case $zone in *life) continue ;; esac
    outcome_head >"$dir/$zone.db"
    printf 'host IPSECKEY %s\nhost A 192.0.2.2\nhost AAAA 2001:db8::2\nnone A 192.0.2.2\n' "$key" >>"$dir/$zone.db"
  done
  secure_names "$key" >>"$dir/secure.db"
  for zone in parent gap; do echo 'child NS ns2.example.test.' >>"$dir/$zone.db"; done

  # insecure: not signed, and example.test proves that there is no DS. child.parent and child.gap likewise; see below.
  for zone in insecure child.parent child.gap; do cp "$dir/$zone.db" "$dir/$zone.zone"; done
  sign_outcome secure
  # island: signed, but no DS leads there
  sign_outcome island
  # wrongsig: the signatures of the keys were changed
  sign_outcome wrongsig
  sed -i -E '/[[:space:]]RRSIG[[:space:]]IPSECKEY /s/[A-Za-z0-9+\/]{8}==$/AAAAAAAA==/' "$dir/wrongsig.zone"
  grep -qE 'RRSIG[[:space:]]IPSECKEY .*AAAAAAAA==$' "$dir/wrongsig.zone" || return 1
  # expired: nobody signs any more; only the zone's own key is still good
  sign_outcome expired -P -s 20200101000000 -e 20200201000000 -X 20351231000000
  # early: signed by somebody whose clock is wrong
  sign_outcome early -P -s 20450101000000 -e 20451231000000
  # parent: the proof that there is no DS of child.parent is not signed rightly; gap: that of child.gap is missing
  sign_outcome parent
  sed -i -E '/^child\.parent.*[[:space:]]RRSIG[[:space:]]NSEC /s/[A-Za-z0-9+\/]{8}==$/AAAAAAAA==/' "$dir/parent.zone"
  sign_outcome gap
  sed -i -E '/^child\.gap.*[[:space:]]NSEC[[:space:]]/d' "$dir/gap.zone"
  # stripped: there is a DS, but no signature
  outcome_key stripped
  cp "$dir/stripped.db" "$dir/stripped.zone"
  # wrongds: the DS is that of another key
  sign_outcome wrongds
  # nsec3: so many iterations that nobody need follow; fewnsec3: none, as RFC 9276 wants it
  sign_outcome nsec3 -3 abcd -H 100
  sign_outcome fewnsec3 -3 - -H 0
  # sha1: signed by an algorithm that is no longer believed
  ALGORITHM='RSASHA1 -b 2048' sign_outcome sha1
  make_life_zones || return 1
  outcome_delegations >"$dir/delegations"
  for zone in $OUTCOME_ZONES; do [ -s "$dir/$zone.zone" ] || return 1; done
}

# outcome_head [TTL [SERIAL]]
outcome_head() {
  # shellcheck disable=SC2016
  printf '$TTL %s\n@ SOA ns2.example.test. hostmaster.test. %s 3600 900 1209600 %s\n@ NS ns2.example.test.\n' \
    "${1-300}" "${2-1}" "$((${1-300} < 30 ? ${1-300} : 30))"
}

# make_life_zones: two zones in four stages, LAB_KEYS/outcomes/ZONE.STAGE.zone. In life, bob has a key, then another one beside it, then
# none, then the first one again. Its child late is unsigned and has no key for host, then it has one, and then it is signed.
make_life_zones() {
  local dir=$LAB_KEYS/outcomes stage bob late keys key zone
  bob="bob A 192.0.2.2"$'\n'"bob AAAA 2001:db8::2"$'\n'"late NS ns2.example.test."
  late="host A 192.0.2.2"
  outcome_key life
  outcome_key late.life
  for stage in 0 1 2 3; do
    case $stage in
      0) keys=bob ;;
      1) keys='bob mallory' late+=$'\n'"host IPSECKEY $(<"$LAB_KEYS/alice-ed25519.ipseckey")" ;;
      2) keys='' bob+=$'\n'$(<"$dir/late.life.ds") ;;
      3) keys=bob ;;
    esac
    {
      outcome_head 5 $((stage + 1))
      echo "$bob"
      for key in $keys; do echo "bob IPSECKEY $(<"$LAB_KEYS/$key-ed25519.ipseckey")"; done
    } >"$dir/life.$stage.db"
    sign_zone life.example.test "$dir/life.$stage.db" "$dir/life.$stage.zone" "$dir" || return 1
    { outcome_head 5 $((stage + 1)) && echo "$late"; } >"$dir/late.life.$stage.db"
    if [ $stage -lt 2 ]; then
      cp "$dir/late.life.$stage.db" "$dir/late.life.$stage.zone"
    else
      sign_zone late.life.example.test "$dir/late.life.$stage.db" "$dir/late.life.$stage.zone" "$dir" || return 1
    fi
  done
  for zone in life late.life; do cp "$dir/$zone.0.zone" "$dir/$zone.zone"; done
}

# life_stage STAGE: BIND serves the zones of that stage from now on
life_stage() {
  local zone lines
  lines=$(wc -l <"$LAB_OUT/dns/outcomes.log")
  for zone in life late.life; do cp "$LAB_KEYS/outcomes/$zone.$1.zone" "$LAB_OUT/dns/outcomes/$zone.example.test.zone"; done
  kill -HUP "$OUTCOMES_PID"
  await_line "$LAB_OUT/dns/outcomes.log" "zone life.example.test/IN: loaded serial $(($1 + 1))" 20 "$lines" ||
    die "named: $(last_lines "$LAB_OUT/dns/outcomes.log" 20)"
}

# secure_names KEY: what is only to be found in secure.example.test
secure_names() {
  local number
  cat <<NAMES
*.wild IPSECKEY $1
*.address A 192.0.2.2
cname CNAME host
dangling CNAME nobody
outside CNAME host.insecure.example.test.
tobogus CNAME host.wrongsig.example.test.
old DNAME new
host.new IPSECKEY $1
older DNAME old
loop1 CNAME loop2
loop2 CNAME loop1
circle DNAME x.circle2
circle2 DNAME x.circle
gateway IPSECKEY 10 1 4 192.0.2.77 ${1##* }
mixed IPSECKEY $1
mixed IPSECKEY 5 0 2 . AwEAAQ==
mixed IPSECKEY 6 0 9 . ${1##* }
c1 CNAME host
NAMES
  for number in 2 3 4 5 6 7 8 9; do echo "c$number CNAME c$((number - 1))"; done
  random_keys many 16 256
  random_keys more 17 256
  random_keys large 16 512
  random_keys huge 60 1024 # BIND takes 100 records of a name
}

# random_keys LABEL COUNT OCTETS: IPSECKEY records with RSA keys of that size
random_keys() {
  python3 - "$@" <<'PYTHON'
import base64, os, sys
label, count, octets = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for number in range(count):
    modulus = bytearray(os.urandom(octets))
    modulus[0] |= 0x80
    modulus[-1] |= 1
    key = base64.b64encode(b"\x03\x01\x00\x01" + bytes(modulus)).decode()
    print(f"{label} IPSECKEY {min(number, 255)} 0 2 . {key}")
PYTHON
}

# outcome_key ZONE: a signing key, and the DS record for the zone above
outcome_key() {
  local dir=$LAB_KEYS/outcomes name
  # shellcheck disable=SC2086
  name=$(dnssec-keygen -q -K "$dir" -a ${ALGORITHM-ECDSAP256SHA256} -f KSK "$1.example.test")
  dnssec-dsfromkey -2 "$dir/$name" >"$dir/$1.ds"
}

# sign_outcome ZONE [OPTION...]
sign_outcome() {
  local dir=$LAB_KEYS/outcomes zone=$1
  shift
  outcome_key "$zone"
  case " $* " in *' -e '*) ;; *) set -- -e +31536000 "$@" ;; esac
  dnssec-signzone -q -S -z -N keep -O full -K "$dir" -d "$dir" -o "$zone.example.test" -f "$dir/$zone.zone" "$@" "$dir/$zone.db"
}

# outcome_delegations: what example.test says of these zones
outcome_delegations() {
  local zone
  printf 'ns2 A %s\nns3 A %s\n' $OUTCOME_SERVER $OUTCOME_DEAD
  # broken: its server knows that it should have the zone, and has not; lame: its server does not know that; dead: there is none
  for zone in $OUTCOME_ZONES broken lame; do
    case $zone in *.*) ;; *) echo "$zone NS ns2" ;; esac
  done
  echo 'dead NS ns3'
  for zone in $OUTCOME_ZONES; do
    case $zone in
      insecure | island | *.*) ;;
      wrongds) sed -E 's/ [0-9A-F]{8}/ 00000000/' "$LAB_KEYS/outcomes/$zone.ds" ;;
      *) cat "$LAB_KEYS/outcomes/$zone.ds" ;;
    esac
  done
}

# outcomes SERVER: the zones on 198.51.100.54, by bind, nsd or knot, and all that dns_up does
outcomes() {
  local dir=$LAB_OUT/dns/outcomes zone
  mkdir -p "$dir"
  for zone in $OUTCOME_ZONES; do cp "$LAB_KEYS/outcomes/$zone.zone" "$dir/$zone.example.test.zone"; done
  # shellcheck disable=SC2154
  ZONE_TEXT[example.test]+=$(<"$LAB_KEYS/outcomes/delegations")$'\n'
  # shellcheck disable=SC2034
  RESOLVER_LINES=$'server:\n  msg-buffer-size: 65552'
  ip -n dns address add $OUTCOME_SERVER/24 dev eth0
  "outcomes_on_$1" "$dir"
  OUTCOMES_PID=$STARTED
  dns_up
  for zone in secure expired; do
    await 20 outcome_served $zone || die "$1 does not serve $zone.example.test: $(last_lines "$LAB_OUT/dns/outcomes.log" 5)"
  done
}

outcome_served() { on dns dig @$OUTCOME_SERVER +norecurse +tries=1 +time=1 "$1.example.test" SOA | grep -q ' aa[ ;]'; }

outcomes_on_bind() {
  {
    cat <<CONF
options { directory "$1"; pid-file none; session-keyfile none; lock-file none; managed-keys-directory "/run";
  recursion no; notify no; dnssec-validation no; listen-on { $OUTCOME_SERVER; }; listen-on-v6 { none; }; };
controls { };
CONF
    for zone in $OUTCOME_ZONES broken; do
      echo "zone \"$zone.example.test\" { type primary; file \"$zone.example.test.zone\"; };"
    done
  } >"$1/named.conf"
  start dns outcomes "$(program /usr/sbin/named)" -g -n 1 -u root -c "$1/named.conf"
}

outcomes_on_nsd() {
  mkdir -p "$RUN/dns/nsd"
  {
    cat <<CONF
server:
  ip-address: $OUTCOME_SERVER
  zonesdir: "$1"
  username: ""
  chroot: ""
  pidfile: ""
  database: ""
  zonelistfile: "$RUN/dns/nsd/zone.list"
  xfrdfile: "$RUN/dns/nsd/xfrd.state"
  xfrdir: "$RUN/dns/nsd"

  server-count: 1
  reuseport: no
remote-control:
  control-enable: no
CONF
    for zone in $OUTCOME_ZONES broken; do
      printf 'zone:\n  name: "%s.example.test"\n  zonefile: "%s.example.test.zone"\n' "$zone" "$zone"
    done
  } >"$1/nsd.conf"
  start dns outcomes "$(program /usr/sbin/nsd)" -d -c "$1/nsd.conf"
}

outcomes_on_knot() {
  mkdir -p "$RUN/dns/knot"
  {
    cat <<CONF
server:
  listen: $OUTCOME_SERVER@53
  rundir: "$RUN/dns/knot"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stdout
    any: info
database:
  storage: "$RUN/dns/knot"
template:
  - id: default
    storage: "$1"
    semantic-checks: off
    journal-content: none
    zonefile-load: whole
zone:
CONF
    for zone in $OUTCOME_ZONES broken; do
      printf '  - domain: %s.example.test\n    file: %s.example.test.zone\n' "$zone" "$zone"
    done
  } >"$1/knot.conf"
  start dns outcomes "$(program /usr/sbin/knotd)" -c "$1/knot.conf"
}

# look_up HOST NAME...: has the daemon on the host look up the keys of names in example.test; a few at a time, since the log
# takes ten lines a second
look_up() {
  local host=$1 dir=$LAB_OUT/$1
  shift
  : >"$dir/lookup.txt"
  while [ $# -gt 0 ]; do
    cygnetctl_on "$host" lookup --json "${@:1:9}" >"$dir/lookup.json" 2>"$dir/lookup.err" || true
    outcome_lines <"$dir/lookup.json" >>"$dir/lookup.txt" || die "cygnetctl lookup on $host: $(last_lines "$dir/lookup.err" 5)"
    shift $(($# > 9 ? 9 : $#))
    pause 1
  done
}

# looks_like HOST NAME OUTCOME REGEX: the daemon, asked now, has this outcome for the keys of NAME; the log was not read
looks_like() {
  cygnetctl_on "$1" lookup --json "$2" >"$LAB_OUT/$1/lookup.json" 2>"$LAB_OUT/$1/lookup.err" || true
  outcome_lines <"$LAB_OUT/$1/lookup.json" | grep -qE "^$2 keys\\|$3\\|.*($4)"
}

# outcome_lines: `SUBJECT ASKED|OUTCOME|CAUSE, KEYS, REFUSALS` a line, of what cygnetctl names and lookup say
outcome_lines() {
  python3 -c '
import json, sys
for name in json.load(sys.stdin)["names"]:
    keys = [key["key"] for key in name.get("keys", {}).values()]
    found = keys + name.get("addresses", []) + name.get("names", [])
    refused = ["refused " + record for record in name["refused"]]
    print(name["subject"], name["asked"] + "|" + name["outcome"] + "|" + " ".join([str(len(found)), "usable", name.get("cause", "")] + found + refused))
'
}

# expect_outcomes HOST: of each line NAME|OUTCOME|REGEX of standard input: the daemon on the host, told to look up the keys of
# that name, says OUTCOME, and the cause, the keys or the refusals match REGEX; and its log has said the same
expect_outcomes() {
  local host=$1 name outcome regex line names=() rows=()
  while IFS='|' read -r name outcome regex; do
    case $name in '' | '#'*) continue ;; esac
    names+=("$name.example.test")
    rows+=("$name|$outcome|$regex")
  done
  look_up "$host" "${names[@]}"
  for line in "${rows[@]}"; do
    IFS='|' read -r name outcome regex <<<"$line"
    expect_outcome "$host" "$name.example.test" "$outcome" "$regex"
  done
}

# expect_outcome HOST NAME OUTCOME REGEX: of the last look_up, and of the log
expect_outcome() {
  local got logged=${4#[0-9] usable}
  got=$(grep -F "$2 keys|" "$LAB_OUT/$1/lookup.txt" | head -n 1) || true
  got=${got#*|}
  if ! grep -qE "^$3\|.*($4)" <<<"$got"; then
    fail "$2 on $1: $3 expected, with $4; it is $got"
  elif ! has_line "$LAB_OUT/$1/cygnetd.log" "dns: keys of ${2//./\\.}: $3:.*(${logged# })"; then
    fail "$2 on $1: $3, but the log does not say so"
  else
    pass "$2: $3: $(cut -c 1-110 <<<"${got#*|}")"
  fi
}

# expect_validated_outcomes HOST: all of them, as Cygnet finds them that checks signatures itself. What a server makes of a zone
# that lacks a proof is its own affair: GAP.
expect_validated_outcomes() {
  expect_outcomes "$1" <<OUTCOMES
host.secure|found, secure|1 usable .*Ed25519 SHA256:
host.wrongsig|bogus|host.wrongsig
host.expired|bogus|expired at 2020-02-01
none.expired|bogus|expired at 2020-02-01
host.early|bogus|not valid before 2045-01-01
host.child.parent|bogus|referral did not verify
host.child.gap|$GAP
host.stripped|bogus|stripped
host.wrongds|bogus|wrongds
tobogus.secure|bogus|host.wrongsig
host.sha1|found, unvalidated|1 usable
none.nsec3|unproven absence|no such record
nobody.nsec3|unproven absence|no such name
$(same_outcomes)
OUTCOMES
}

# expect_trusted_outcomes HOST: all of them, as Cygnet finds them that believes an Unbound which checks signatures. That one follows
# up to 150 iterations of NSEC3, and still believes SHA-1. That data are bogus is seen by asking again without checks.
expect_trusted_outcomes() {
  local unchecked='has an answer when it must not validate'
  expect_outcomes "$1" <<OUTCOMES
host.secure|found, secure|1 usable .*Ed25519 SHA256:
host.wrongsig|bogus|$unchecked
host.expired|bogus|$unchecked
none.expired|bogus|$unchecked
host.early|bogus|$unchecked
host.child.parent|bogus|$unchecked
host.child.gap|bogus|$unchecked
host.stripped|bogus|$unchecked
host.wrongds|bogus|$unchecked
tobogus.secure|bogus|$unchecked
host.sha1|found, secure|1 usable
none.nsec3|proven absence|no such record
nobody.nsec3|proven absence|no such name
$(same_outcomes)
OUTCOMES
}

# same_outcomes: those that are the same whoever checks signatures
same_outcomes() {
  cat <<OUTCOMES
none.secure|proven absence|no such record
nobody.secure|proven absence|no such name
any.wild.secure|found, secure|1 usable
any.address.secure|proven absence|no such record
host.insecure|found, unvalidated|1 usable
none.insecure|unproven absence|no such record
nobody.insecure|unproven absence|no such name
host.island|found, unvalidated|1 usable
none.wrongsig|proven absence|no such record
host.nsec3|found, secure|1 usable
none.fewnsec3|proven absence|no such record
nobody.fewnsec3|proven absence|no such name
cname.secure|found, secure|1 usable
c7.secure|found, secure|1 usable
c8.secure|found, secure|1 usable
c9.secure|server failure|too many aliases
dangling.secure|proven absence|no such name
outside.secure|found, unvalidated|1 usable
host.old.secure|found, secure|1 usable
host.older.secure|found, secure|1 usable
nobody.old.secure|proven absence|no such name
loop1.secure|server failure|SERVFAIL|loop
x.circle.secure|server failure|SERVFAIL|loop|more than the limit
many.secure|found, secure|4 usable .*not used: at most 4 keys
more.secure|found, secure|4 usable .*1 more IPSECKEY records were not read
large.secure|found, secure|4 usable .*RSA 4096
${HUGE-huge.secure|server failure|more than the limit of 16384}
gateway.secure|found, secure|0 usable .*names the gateway 192.0.2.77
mixed.secure|found, secure|1 usable .*IPSECKEY 5 0 2: .*IPSECKEY 6 0 9
host.broken|server failure|SERVFAIL
host.lame|server failure|SERVFAIL
host.dead|timeout|no answer in time
OUTCOMES
}
