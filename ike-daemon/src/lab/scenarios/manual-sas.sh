# SAs with keys from a file, ESP over IPv4 and AH over IPv6: with a host that `ip xfrm` has set up by hand, and with a Cygnet over PF_KEY
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up

# key NAME OCTETS: some key, always the same one for a name
key() { printf '%s' "$1" | sha512sum | cut -c "1-$(($2 * 2))"; }

# manual HOST IN OUT: the file for HOST, whose inbound SAs have the SPIs 0x1IN and 0x2IN
manual() {
  local host=$1 to file=$LAB_OUT/$1/cygnet/manual.sas
  to=$(peer "$host")
  mkdir -p "${file%/*}"
  (umask 077 && cat >"$file" <<FILE)
esp {
  local = $(address "$host" 4)
  remote = $(address "$to" 4)
  encryption = aes256
  integrity = sha512
  in {
    spi = 0x1$2
    encryption_key = 0x$(key "e$2" 32)
    integrity_key = 0x$(key "i$2" 64)
  }
  out {
    spi = 0x1$3
    encryption_key = 0x$(key "e$3" 32)
    integrity_key = 0x$(key "i$3" 64)
  }
}
ah {
  protocol = ah
  local = $(address "$host" 6)
  remote = $(address "$to" 6)
  integrity = aesxcbc
  in {
    spi = 0x2$2
    integrity_key = 0x$(key "x$2" 16)
  }
  out {
    spi = 0x2$3
    integrity_key = 0x$(key "x$3" 16)
  }
}
FILE
}

# by_hand HOST IN OUT: the same by ip xfrm
by_hand() {
  local host=$1 to us them spi from dir direction family type
  to=$(peer "$host")
  for direction in "in $2" "out $3"; do
    read -r dir spi <<<"$direction"
    for family in 4 6; do
      us=$(address "$host" $family) them=$(address "$to" $family)
      if [ "$dir" = in ]; then from="src $them dst $us"; else from="src $us dst $them"; fi
      # shellcheck disable=SC2086
      if [ $family = 4 ]; then
        ip -n "$host" xfrm state add $from proto esp spi "0x1$spi" mode transport reqid 9 \
          auth-trunc 'hmac(sha512)' "0x$(key "i$spi" 64)" 256 enc 'cbc(aes)' "0x$(key "e$spi" 32)"
        ip -n "$host" xfrm policy add $from dir "$dir" priority 9 tmpl proto esp mode transport reqid 9
      else
        ip -n "$host" xfrm state add $from proto ah spi "0x2$spi" mode transport reqid 9 \
          auth-trunc 'xcbc(aes)' "0x$(key "x$spi" 16)" 96
        ip -n "$host" xfrm policy add $from dir "$dir" priority 9 tmpl proto ah mode transport reqid 9
      fi
    done
    # neighbours must find each other
    for type in 135 136; do
      ip -n "$host" xfrm policy add src ::/0 dst ::/0 proto ipv6-icmp type $type dir "$dir" priority 1
    done
  done
}

manual alice a01 b01
by_hand bob b01 a01
cygnet alice 'daemon=manual_sas = manual.sas' group='block { networks = 203.0.113.0/24 }'
expect_log alice cygnetd 'manual SA esp: .* never renewed' 'what such SAs lack'
for family in 4 6; do
  capture_start "hand$family"
  ping_through alice bob $family
  ping_through bob alice $family
  transfer alice bob $family 1M
  capture_stop
  expect_no_clear 6 $family
done
expect_sa alice 4 'enc cbc(aes)'
expect_sa alice 6 'proto ah'
expect_status alice 'manual   esp INSTALLED TRANSPORT: 192.0.2.1 === 192.0.2.2, ESP AES_CBC-256/HMAC_SHA2_512_256, keys from a file'
expect_status alice 'manual   ah INSTALLED TRANSPORT: 2001:db8::1 === 2001:db8::2, AH AES_XCBC_96, keys from a file'
expect_status alice 'in  00001a01: [1-9][0-9]* packets'
told=$(cygnetctl_on alice status && cygnetctl_on alice status --json)
spis=$(grep -cE '"spi-(in|out)": "0000[12][ab]01"' <<<"$told" || true)
keys=$(grep -ciE "$(key ea01 8)|$(key ia01 8)|$(key xa01 8)" <<<"$told" || true)
verdict "status has the SPIs of all four SAs, and no key" [ "$spis, $keys" = '4, 0' ]

# A crash leaves the policies, and the next life puts its SAs in the place of those that are there
cygnet_kill alice
capture_start crash
cygnet_start alice
ping_through alice bob 4
capture_stop
expect_no_clear 3 4
expect_sa alice 4 'enc cbc(aes)'

ip -n bob xfrm state flush
ip -n bob xfrm policy flush
manual bob b01 a01
cygnet bob 'daemon=manual_sas = manual.sas' 'daemon=kernel = pfkey' group='block { networks = 203.0.113.0/24 }'
for family in 4 6; do
  capture_start "cygnet$family"
  ping_through alice bob $family
  transfer bob alice $family 1M
  capture_stop
  expect_no_clear 3 $family
done
expect_sa bob 4 'auth-trunc hmac(sha512)'
expect_sa bob 6 'proto ah'
expect_status bob 'manual   esp INSTALLED TRANSPORT: 192.0.2.2 === 192.0.2.1'
cygnet_stop bob
capture_start alone
ping_blocked alice bob 4
ping_blocked alice bob 6
capture_stop

# What somebody else deletes is missing, and said to be
ip -n alice xfrm state delete dst 192.0.2.2 proto esp spi 0x1b01
expect_status alice 'manual   esp MISSING TRANSPORT'
expect_status alice 'out 00001b01: missing: query ESP 00001b01 to 192.0.2.2: ESRCH'
cygnet_stop alice

# A file that others can read is none
chmod 644 "$LAB_OUT/alice/cygnet/manual.sas"
refused=$(on alice "$CYGNET_TREE/bin/cygnetd" --config "$LAB_OUT/alice/cygnet/cygnet.conf" --check 2>&1 || true)
verdict 'keys that others can read are refused' grep -q 'is open to group or others' <<<"$refused"
