# shellcheck shell=bash
# Expectations about the wire, the kernel and the logs.

declare -A LOG_SEEN

# forget_logs: from now on expect_log looks only at lines that are written later
forget_logs() {
  local file lines
  for file in "$LAB_OUT"/*/*.log; do
    mapfile lines <"$file"
    LOG_SEEN[$file]=${#lines[@]}
  done
}

# expect_log HOST DAEMON REGEX TEXT [SECONDS]: the daemon (cygnetd, charon, unbound, named) says so within SECONDS (5)
expect_log() {
  local file=$LAB_OUT/$1/$2.log
  if await_line "$file" "$3" "${5-5}" "${LOG_SEEN[$file]-0}"; then
    pass "$2 on $1 says: $4"
  else
    fail "$2 on $1 does not say: $4 (no line matches $3)"
  fi
}

# expect_no_clear MIN [FAMILY]: in the last capture alice and bob exchanged nothing but ESP, IKE and neighbour
# discovery (and ARP), and at least MIN packets of ESP each way
expect_no_clear() {
  local family facts clear clear_there ike nd esp_there esp_back spis_there spis_back esp_octets
  for family in ${2-4 6}; do
    facts=$(wire_facts "$family")
    eval "$facts"
    # OpenIKED has its SAs before its policies, so that its first answer may be in clear; alice does not take it
    if [ "${DAEMON[bob]-}" = openiked ]; then clear=$clear_there; fi
    verdict "IPv$family: no packet in clear on the wire ($clear seen)" [ "$clear" = 0 ]
    [ "$clear" = 0 ] || grep '^#' <<<"$facts"
    verdict "IPv$family: ESP both ways ($esp_there and $esp_back packets, $((esp_octets / 1024)) KiB), and $ike of IKE" \
      [ $((esp_there >= $1 && esp_back >= $1)) = 1 ]
  done
}

# sas HOST FAMILY: the ESP SAs between the two hosts, one a line; larval ones are left out
sas() {
  local a b
  a=$(known_address "$1" alice "$2") b=$(known_address "$1" bob "$2")
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

# sas_left HOST FAMILY COUNT: so many ESP SAs are there
sas_left() { [ "$(grep -c . <<<"$(sas "$1" "$2")")" = "$3" ]; }

# at_most_sas HOST FAMILY COUNT: some ESP SAs are there, and no more than so many
at_most_sas() {
  local count
  count=$(grep -c . <<<"$(sas "$1" "$2")")
  [ "$count" -gt 0 ] && [ "$count" -le "$3" ]
}

# expect_no_sa HOST FAMILY
expect_no_sa() {
  verdict "IPv$2: $1 has no SA" [ -z "$(sas "$1" "$2")" ]
}

# expect_kernel_empty HOST: no SA and no policy is left. Not counted: policies of sockets, which end with them, and what the
# kernel itself notes of a held packet (SPI 0), which nothing can delete and which ends after net.core.xfrm_acq_expires
expect_kernel_empty() {
  local states policies
  states=$(ip -n "$1" xfrm state list | grep -E 'proto .* spi ' | grep -vc 'spi 0x00000000') || true
  policies=$(ip -n "$1" xfrm policy list nosock | grep -c '^src') || true
  verdict "$1's kernel is empty ($states SAs, $policies policies)" [ "$states/$policies" = 0/0 ]
}

# expect_policy FROM TO FAMILY: what FROM sends to TO has to be protected
expect_policy() {
  verdict "IPv$3: the kernel of $1 has a policy for $2" grep -q "dst $(address "$2" "$3")/" <<<"$(ip -n "$1" xfrm policy list dir out)"
}

# expect_moved HOST FAMILY: HOST's kernel has a policy between the addresses that alice and bob have by now, within 5 s. Until
# then a packet with a new address can leave in clear (docs/paths.md, Limits).
expect_moved() {
  verdict "IPv$2: $1's policies are for the new addresses" await 5 has_policies "$1" "$2"
}

# has_policies HOST FAMILY: HOST's kernel has an outbound policy between the addresses that alice and bob have by now
has_policies() {
  local ours theirs
  ours=$(address "$1" "$2")
  theirs=$(address "$(peer "$1")" "$2")
  grep -q "^src $ours/[0-9]* dst $theirs/" <<<"$(ip -n "$1" xfrm policy list dir out)"
}

# prove_protected FROM TO FAMILY [ALGORITHM [FIRST]]: the whole proof for one family. FROM's first packet starts it all;
# FIRST is `held` (it is answered) or `lost` (strongSwan's kernel default).
prove_protected() {
  local from=$1 to=$2 family=$3 algorithm=${4-rfc4106(gcm(aes))} first=${5-held}
  capture_start "wire$family"
  first_packet "$from" "$to" "$family" "$first"
  ping_through "$from" "$to" "$family"
  transfer "$from" "$to" "$family" 10M
  transfer "$to" "$from" "$family" 100k
  capture_stop
  expect_no_clear 100 "$family"
  expect_sa alice "$family" "$algorithm"
  expect_sa bob "$family" "$algorithm"
}

# prove_both_roles FAMILY [ALGORITHM]: alice is Cygnet, bob is not; first alice begins, then, after bob has deleted the IKE
# SA, bob does
prove_both_roles() {
  prove_protected alice bob "$1" "${2-rfc4106(gcm(aes))}"
  prove_deleted_by bob "$1"
  prove_protected bob alice "$1" "${2-rfc4106(gcm(aes))}" lost
}

no_sa() { [ -z "$(sas "$1" "$2")" ]; }

# expect_refusal FAMILY LOG-REGEX TEXT [SECONDS]: alice (Cygnet) must not protect traffic with bob (strongSwan), whoever
# begins: no answer to any packet, the cause in Cygnet's log, an error at the peer that began, no SA, nothing in clear
expect_refusal() {
  capture_start "refusal$1"
  forget_logs
  ping_blocked alice bob "$1"
  expect_log alice cygnetd "$2" "$3, as initiator over IPv$1" "${4-5}"
  forget_logs
  if initiate bob "$1"; then fail "IPv$1: bob's initiation succeeds"; else pass "IPv$1: bob's initiation fails"; fi
  expect_log alice cygnetd "$2" "$3, as responder over IPv$1" "${4-5}"
  expect_log bob charon "$SWAN_REFUSED" "refused by the peer, over IPv$1"
  capture_stop
  expect_no_sa alice "$1"
  expect_no_clear 0 "$1"
}

# prove_rekeyed_by HOST: packets from alice to bob, over both families, while HOST, which is not Cygnet, rekeys the Child SAs, the IKE
# SAs, and the Child SAs again; none is lost, and the wire has seen both
prove_rekeyed_by() {
  local what family failed=''
  rekeying_start "rekey-by-$1"
  for what in child ike child; do
    pause 1.5
    for family in 4 6; do rekey "$1" $family $what || failed+=" $what$family"; done
  done
  pause 1.5
  verdict "${DAEMON[$1]} on $1 could rekey${failed:+, but not$failed}" [ -z "$failed" ]
  expect_rekeyed 3 2 2
}

# prove_rekeyed_by_clock SECONDS CHILDREN IKES: the same, done by somebody's lifetimes, with at least so many Child SAs and IKE SAs
prove_rekeyed_by_clock() {
  rekeying_start rekey-by-clock
  pause "$1"
  # it goes on, and the inbound half of the pair before is kept for some seconds
  expect_rekeyed "$2" "$3" 4
}

# rekeying_start NAME: capture and stream, which expect_rekeyed ends
rekeying_start() {
  local family
  EARLY_BEFORE=$(kernel_count alice XfrmAcquireError)
  LATE_BEFORE=$(refused_by_bob)
  capture_start "$1"
  for family in 4 6; do stream_start alice bob $family; done
}

# expect_rekeyed CHILDREN IKES LEFT: ends capture and stream; the wire has seen at least so many Child SAs and IKE SAs and nothing in clear,
# no packet was lost, and in the end there are at most LEFT SAs. Forgiven is what alice's or bob's kernel has counted of these:
# - what a peer sent on a new SA before alice could have it (RFC 7296 section 2.8 allows it);
# - what OpenIKED and libreswan no longer took: their old SA goes when they send the Delete, not when that is answered (section 1.4.1),
# - or, OpenIKED, did not take yet: it sends that Delete before the new SA is in its kernel.
expect_rekeyed() {
  local family spis_there spis_back ike_sas host early late
  early=$(($(kernel_count alice XfrmAcquireError) - EARLY_BEFORE))
  late=$(($(refused_by_bob) - LATE_BEFORE))
  [ $((early + late)) = 0 ] ||
    note "$early packets came on a new SA before alice had installed it, $late on an old one after bob had removed it, or on one too new to him"
  for family in 4 6; do stream_stop $family $((early + late)); done
  capture_stop
  for family in 4 6; do
    eval "$(wire_facts $family)"
    verdict "IPv$family: the Child SA was rekeyed ($spis_there and $spis_back SPIs seen)" \
      [ $((spis_there >= $1 && spis_back >= $1)) = 1 ]
    verdict "IPv$family: the IKE SA was rekeyed ($ike_sas seen)" [ $((ike_sas >= $2)) = 1 ]
    expect_no_clear 100 $family
    for host in alice bob; do
      await 15 at_most_sas $host $family "$3" || true
      verdict "IPv$family: $host has $3 SAs at most" at_most_sas $host $family "$3"
    done
  done
}

# refused_by_bob: how many packets bob's kernel had no SA for, where that is forgiven
refused_by_bob() {
  case ${DAEMON[bob]-} in
    openiked) echo $(($(kernel_count bob XfrmInNoStates) + $(kernel_count bob XfrmAcquireError))) ;;
    libreswan) kernel_count bob XfrmInNoStates ;;
    *) echo 0 ;;
  esac
}

# first_packet FROM TO FAMILY [FIRST]: FIRST is `held` (the packet is answered) or `lost` (a later one is). OpenIKED answers before its SAs
# are in place, so that whoever is quick loses the packet.
first_packet() {
  if [ "${4-held}" = lost ] || [ "${DAEMON[$2]-}" = openiked ]; then ping_awake "$1" "$2" "$3"; else ping_first "$1" "$2" "$3"; fi
}

# kernel_count HOST NAME: one of the kernel's counters of what IPsec dropped
kernel_count() { nsenter --net="/proc/${ANCHOR[$1]}/ns/net" sed -nE "s/^$2[[:space:]]+//p" /proc/net/xfrm_stat; }

# prove_contact FROM TO FAMILY [ALGORITHM [FIRST]]: `prove_protected` without its transfers
prove_contact() {
  capture_start "contact-$1-$3"
  first_packet "$1" "$2" "$3" "${5-held}"
  ping_through "$1" "$2" "$3"
  capture_stop
  expect_no_clear 3 "$3"
  expect_sa alice "$3" "${4-rfc4106(gcm(aes))}"
  expect_sa bob "$3" "${4-rfc4106(gcm(aes))}"
}

# prove_deleted_by HOST FAMILY: HOST, which is not Cygnet, deletes the IKE SA, and nothing is left on either side
prove_deleted_by() {
  local host
  delete "$1" "$2" || fail "IPv$2: ${DAEMON[$1]} cannot delete the IKE SA: $(last_lines "$LAB_OUT/$1/delete$2.txt" 5)"
  for host in alice bob; do
    await 5 no_sa $host "$2" || true
    expect_no_sa $host "$2"
  done
}

# prove_goodbye: alice (Cygnet) stops, and with that nothing is left at bob either
prove_goodbye() {
  local family
  cygnet_stop alice
  for family in 4 6; do
    await 5 no_sa bob $family || true
    expect_no_sa bob $family
  done
}

# prove_life_and_death: alice probes bob, who is not Cygnet and says nothing else, and finds him alive; then he is killed, and alice
# lets the SAs go and says why; he comes back, and all is well
prove_life_and_death() {
  local family
  for family in 4 6; do first_packet alice bob $family; done
  capture_start silence
  pause 7
  capture_stop
  for family in 4 6; do
    expect_sa alice $family "$1"
    expect_wire $family "alice asked whether bob lives, and he does" 'answers_back >= 2 && esp_there == 0'
  done
  forget_logs
  kill_peer bob
  for family in 4 6; do
    await 40 no_sa alice $family || true
    expect_no_sa alice $family
    expect_log alice cygnetd "bob$family.* $SAYS_DEAD" "bob does not answer over IPv$family"
  done
  ip -n bob xfrm state flush
  ip -n bob xfrm policy flush
  "${DAEMON[bob]}_start" bob
  for family in 4 6; do
    ping_awake alice bob $family
    ping_through alice bob $family
  done
}

# prove_death_of_cygnet: bob, who is not Cygnet, probes alice, who lives; then she is killed, and he lets the SAs go; she comes back
prove_death_of_cygnet() {
  local family
  for family in 4 6; do first_packet alice bob $family; done
  capture_start silence
  pause 7
  capture_stop
  for family in 4 6; do
    expect_wire $family "${DAEMON[bob]} asked whether alice lives, and she does" 'answers_there >= 2 && esp_there == 0'
  done
  cygnet_kill alice
  for family in 4 6; do
    await 40 no_sa bob $family || true
    expect_no_sa bob $family
  done
  prove_second_life
}

# prove_second_life: alice (Cygnet) starts after she was killed, and all is well
prove_second_life() {
  cygnet_start alice
  for family in 4 6; do
    ping_awake alice bob $family
    ping_through alice bob $family
  done
}

# prove_first_exchange FAMILY TEXT CONDITION [ALGORITHM]: alice, then bob, who is not Cygnet, begins, and each time bob deletes the IKE
# SA; in both, the condition on the wire is met (see expect_wire)
prove_first_exchange() {
  prove_contact alice bob "$1" "${4-rfc4106(gcm(aes))}"
  expect_wire "$1" "$2, alice having begun" "$3"
  prove_deleted_by bob "$1"
  capture_start "contact-bob-$1"
  initiate bob "$1" || fail "IPv$1: ${DAEMON[bob]} cannot begin: $(last_lines "$LAB_OUT/bob/initiate$1.txt" 5)"
  ping_through bob alice "$1"
  capture_stop
  expect_no_clear 3 "$1"
  expect_wire "$1" "$2, bob having begun" "$3"
  expect_sa alice "$1" "${4-rfc4106(gcm(aes))}"
  prove_deleted_by bob "$1"
}

# expect_wire FAMILY TEXT CONDITION: an arithmetic condition on the facts of the last capture (see tools/wire.py)
expect_wire() {
  eval "$(wire_facts "$1")"
  verdict "IPv$1: $2 ($3)" [ $(($3)) = 1 ]
}

# expect_output HOST NAME WHAT REGEX ARG...: what `cygnetctl ARG...` prints; kept in HOST/NAME.txt
expect_output() {
  local host=$1 file=$LAB_OUT/$1/$2.txt what=$3 regex=$4
  shift 4
  cygnetctl_on "$host" "$@" >"$file" 2>&1 || true
  if grep -qE "$regex" "$file"; then
    pass "cygnetctl $* on $host ($what): $(grep -E "$regex" "$file" | head -n 1)"
  else
    fail "cygnetctl $* on $host ($what) does not show $regex: $(last_lines "$file" 5)"
  fi
}

# expect_status HOST REGEX: what `cygnetctl status` shows
expect_status() {
  local file=$LAB_OUT/$1/status.txt
  if cygnetctl_on "$1" status >"$file" 2>&1 && grep -qE "$2" "$file"; then
    pass "cygnetctl status on $1 shows $(grep -oE "$2" "$file" | head -n 1)"
  else
    fail "cygnetctl status on $1 does not show $2"
    last_lines "$file" 20
  fi
}
