# Expectations about the wire, the kernel and the logs.

# expect_log HOST DAEMON REGEX TEXT [SECONDS]: the daemon (cygnetd, charon, unbound, named) says so within SECONDS (5)
expect_log() {
  if await_line "$LAB_OUT/$1/$2.log" "$3" "${5-5}"; then
    pass "$2 on $1 says: $4"
  else
    fail "$2 on $1 does not say: $4 (no line matches $3)"
  fi
}

# expect_no_clear MIN [FAMILY]: in the last capture alice and bob exchanged nothing but ESP, IKE, ARP and neighbour
# discovery, and at least MIN packets of ESP each way. Fragments of other protocols count as clear.
expect_no_clear() {
  local min=$1 family=${2-} versions=${2-4 6} a b pair clear there back
  for family in $versions; do
    a=$(address alice "$family") b=$(address bob "$family")
    pair="host $a and host $b"
    if [ "$family" = 4 ]; then
      clear=$(captured "ip and $pair and not proto 50 and not (udp and (port 500 or port 4500))")
      there=$(captured "ip and src $a and dst $b and proto 50") back=$(captured "ip and src $b and dst $a and proto 50")
    else
      clear=$(captured "ip6 and $pair and not ip6 proto 50 and not (ip6 proto 17 and (port 500 or port 4500)) \
        and not (ip6 proto 58 and ip6[40] >= 133 and ip6[40] <= 137)")
      there=$(captured "ip6 and src $a and dst $b and ip6 proto 50")
      back=$(captured "ip6 and src $b and dst $a and ip6 proto 50")
    fi
    verdict "IPv$family: no packet in clear on the wire ($clear seen)" [ "$clear" = 0 ]
    verdict "IPv$family: at least $min ESP packets each way ($there and $back seen)" \
      [ $((there >= min && back >= min)) = 1 ]
  done
}

# sas HOST FAMILY: the ESP SAs between the two hosts, one a line; larval ones are left out
sas() {
  local a b
  a=$(address alice "$2") b=$(address bob "$2")
  ip -n "$1" -o xfrm state list | grep -E "^src ($a dst $b|$b dst $a)[^0-9a-f:.]" | grep -v 'spi 0x00000000' || true
}

# expect_sa HOST FAMILY ALGORITHM [COUNT]: exactly COUNT (2: one each way) ESP SAs, in transport mode with the algorithm
expect_sa() {
  local found all right
  found=$(sas "$1" "$2")
  all=$(grep -c . <<<"$found") || true
  right=$(grep 'mode transport' <<<"$found" | grep -cF -- "$3") || true
  verdict "IPv$2: $1 has $all SAs, $right of them transport mode with $3" [ "$all/$right" = "${4-2}/${4-2}" ]
}

# expect_no_sa HOST FAMILY
expect_no_sa() {
  verdict "IPv$2: $1 has no SA" [ -z "$(sas "$1" "$2")" ]
}

# expect_kernel_empty HOST: no SA and no policy is left (the policies of sockets are not counted: they end with them)
expect_kernel_empty() {
  local states policies
  states=$(ip -n "$1" xfrm state list | grep -c '^src') || true
  policies=$(ip -n "$1" xfrm policy list nosock | grep -c '^src') || true
  verdict "$1's kernel is empty ($states SAs, $policies policies)" [ "$states/$policies" = 0/0 ]
}

# spis_seen FROM TO FAMILY: how many different SPIs the last capture has in one direction
spis_seen() {
  tcpdump -r "$CAPTURE" -n -t "src $(address "$1" "$3") and dst $(address "$2" "$3")" 2>/dev/null |
    grep -oE 'spi=0x[0-9a-f]+' | sort -u | wc -l
}

# ike_packets FAMILY: how many IKE packets the last capture has
ike_packets() {
  local version=ip
  [ "$1" = 4 ] || version=ip6
  captured "$version and host $(address alice "$1") and udp and (port 500 or port 4500)"
}

# prove_protected FROM TO FAMILY [ALGORITHM [FIRST]]: the whole proof for one family. FROM's first packet starts it all;
# FIRST is `held` (it is answered) or `lost` (strongSwan's kernel default).
prove_protected() {
  local from=$1 to=$2 family=$3 algorithm=${4-rfc4106(gcm(aes))} first=${5-held}
  capture_start "wire$family"
  if [ "$first" = held ]; then ping_first "$from" "$to" "$family"; else ping_awake "$from" "$to" "$family"; fi
  ping_through "$from" "$to" "$family"
  transfer "$from" "$to" "$family" 10M
  transfer "$to" "$from" "$family" 100k
  capture_stop
  note "IPv$family: $(ike_packets "$family") IKE packets"
  expect_no_clear 1000 "$family"
  expect_sa alice "$family" "$algorithm"
  expect_sa bob "$family" "$algorithm"
}
