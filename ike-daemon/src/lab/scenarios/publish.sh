# A host publishes itself and stays published: dynamic updates, a new address, a rollover with interruptions, withdrawal
# esp: not needed
# limit: 1800
# home.example.test is a signed zone on a BIND of its own that takes updates; alice's resolver validates it.
network
identity alice ed25519 alice.home.example.test
identity bob ed25519
publish bob
primary=198.51.100.54
zone=home.example.test
dir=$LAB_OUT/dns/home
mkdir -p "$dir"
ip -n dns address add $primary/24 dev eth0
name=$(dnssec-keygen -q -K "$dir" -a ECDSAP256SHA256 -f KSK $zone)
dnssec-keygen -q -K "$dir" -a ECDSAP256SHA256 $zone >/dev/null
ZONE_TEXT[example.test]+="home NS ns.home"$'\n'"ns.home A $primary"$'\n'"$(dnssec-dsfromkey -2 "$dir/$name")"$'\n'
printf '$TTL 30\n@ SOA ns hostmaster 1 3600 900 1209600 30\n@ NS ns\nns A %s\n' $primary >"$dir/home.zone"
secret=$(head -c 32 /dev/urandom | base64 -w 0)
cat >"$dir/named.conf" <<CONF
options { directory "$dir"; key-directory "$dir"; pid-file none; session-keyfile none; lock-file none;
  managed-keys-directory "/run"; recursion no; notify no; dnssec-validation no; listen-on { $primary; };
  listen-on-v6 { none; }; };
controls { };
key alice.key { algorithm hmac-sha256; secret "$secret"; };
zone "$zone" { type primary; file "home.zone"; auto-dnssec maintain;
  update-policy { grant alice.key name alice.$zone A AAAA IPSECKEY; }; };
CONF

primary_start() {
  start dns home "$(program /usr/sbin/named)" -g -n 1 -u root -c "$dir/named.conf"
  primary_pid=$STARTED
  await_line "$LAB_OUT/dns/home.log" 'all zones loaded' 20 "${1-0}" || die "named: $(last_lines "$LAB_OUT/dns/home.log" 20)"
}
# answer TYPE: what the primary has at alice's name, sorted
answer() { on dns dig @$primary +short +norecurse "alice.$zone" "$1" | grep -v RRSIG | sort | tr '\n' ' '; }
has() { [ "$(answer "$1")" = "$2" ]; }
# conf HOST SECRET: cygnet.conf of a host that calls itself alice
conf() {
  local conf=$LAB_OUT/$1/cygnet
  mkdir -p "$conf/private"
  cp "${KEY[$1]}.pem" "$conf/private/host.pem"
  printf 'key "alice.key" {\n\talgorithm hmac-sha256;\n\tsecret "%s";\n};\n' "$2" >"$conf/private/update.key"
  chmod 600 "$conf"/private/*
  cp "$LAB_KEYS/zones/root.key" "$conf/root.key"
  cat >"$conf/cygnet.conf" <<CONF
host { id = alice.$zone
       key = host.pem
       publish { key_file = update.key
                 ttl = 30s } }
dns { upstream = 127.0.0.1
      dnssec = validate
      trust_anchor = root.key }
CONF
}
# ctl HOST REGEX TEXT ARG...: cygnetctl succeeds, or fails if REGEX begins with !, and says so
ctl() {
  local host=$1 regex=${2#!} text=$3 log=$LAB_OUT/$1/ctl.log status=0 wanted=0
  [ "$regex" = "$2" ] || wanted=1
  shift 3
  cygnetctl_on "$host" "$@" --config "$LAB_OUT/$host/cygnet/cygnet.conf" >"$log" 2>&1 || status=$?
  if [ $status = $wanted ] && has_line "$log" "$regex"; then pass "$text"; else fail "$text (status $status)" && last_lines "$log" 20; fi
}
status_shows() { cygnetctl_on alice status 2>&1 | grep -qE "$1"; }

dns_up
primary_start
conf alice "$secret"
conf bob "$secret"

ctl alice 'update add alice.home.example.test. 30 A 192.0.2.1' 'a dry run shows what would be sent' publish --dry-run
verdict 'and sends nothing' has A ''
sed -i 's/secret ".*"/secret "d3Jvbmc="/' "$LAB_OUT/alice/cygnet/private/update.key"
ctl alice '!has another secret for the key alice.key .*BADSIG' 'a wrong secret is called that' publish
conf alice "$secret"
pause 31 # the resolver has learnt that there is nothing
ctl alice 'DNSSEC vouches for it' 'alice publishes herself, and DNSSEC vouches for it' publish
verdict 'the primary has her addresses' has A '192.0.2.1 '
verdict 'and her key' has IPSECKEY "10 0 4 . $(cut -d ' ' -f 5- <"${KEY[alice]}.ipseckey") "
expect_dns alice "alice.$zone" IPSECKEY 'flags:[^;]* ad[; ]'
ctl bob '!is somebody else.s: DNS has IPSECKEY SHA256:' "bob can't publish himself under her name" publish
verdict 'her address is still there' has A '192.0.2.1 '

cygnet_start alice
verdict 'status says that all is well' await 120 status_shows 'publish +alice.home.example.test SHA256:.*: up to date'
renumber alice
verdict 'a new address is published by the daemon' await 180 has A '192.0.2.11 '
kill "$primary_pid"
wait "$primary_pid" || true
ip -n alice address add 192.0.2.77/24 dev eth0
verdict 'a dead primary is no more than a line of status' await 240 status_shows 'publish .*failed: '
lines=$(wc -l <"$LAB_OUT/dns/home.log")
primary_start "$lines"
verdict 'and is told of the address later' await 300 has A '192.0.2.11 192.0.2.77 '

# at each moment the key that the host signs with must be in DNS
watch_keys() {
  local held published
  while [ ! -e "$LAB_OUT/stop-watching" ]; do
    held=$(openssl pkey -in "$LAB_OUT/alice/cygnet/private/host.pem" -pubout 2>/dev/null >"$LAB_OUT/held.pub" &&
      python3 "$LAB/tools/ipseckey.py" "$LAB_OUT/held.pub" | cut -d ' ' -f 5-)
    published=$(answer IPSECKEY)
    echo watched >>"$LAB_OUT/watched"
    [[ $published == *"$held"* ]] || echo "$held not in $published" >>"$LAB_OUT/missed"
    pause 0.3
  done
}
watch_keys &
watcher=$!
old=$(answer IPSECKEY)
for after in 0.4 0.8 1.2 1.6 2.0; do
  start alice rollover env ${LAB_JDK:+JAVA_HOME="$LAB_JDK" PATH="$LAB_JDK/bin:$PATH"} \
    CYGNET_JAVA_OPTS="${CYGNET_JAVA_OPTS-} -Djava.io.tmpdir=/run/tmp" \
    "$CYGNET_TREE/bin/cygnetctl" rollover --config "$LAB_OUT/alice/cygnet/cygnet.conf"
  rollover=$STARTED
  pause $after
  kill -KILL "$rollover" 2>/dev/null || true
  wait "$rollover" 2>/dev/null || true
done
ctl alice 'DNS has both keys' 'a rollover that was killed five times goes on' rollover
verdict 'DNS has two keys' [ "$(answer IPSECKEY | grep -o '10 0 4' | wc -l)" = 2 ]
pause 31
ctl alice 'the new key is in|daemon still signs' 'the new key is used when no cache lacks it' rollover
pause 31
ctl alice 'the daemon still signs with the old key: restart it' 'the old key stays as long as the daemon has it' rollover
cygnet_stop alice
cygnet_start alice
ctl alice 'done: DNS has ED25519 SHA256:.* alone' 'then it leaves' rollover
touch "$LAB_OUT/stop-watching"
wait $watcher
verdict 'DNS has one key, and another than before' [ "$(answer IPSECKEY)" != "$old" ]
verdict "at each of $(wc -l <"$LAB_OUT/watched") moments DNS had the key that the host held" [ ! -e "$LAB_OUT/missed" ]
pause 31
ctl alice 'DNSSEC vouches for it' 'a withdrawn host' publish --withdraw --addresses
verdict 'has no key in DNS' has IPSECKEY ''
verdict 'and no address' has A ''
cygnet_stop alice
