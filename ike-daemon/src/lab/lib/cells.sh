# shellcheck shell=bash
# The 25 cells: each of two hosts has the other in one of five groups. Every cell has an address of alice's and one of bob's
# to itself, so that all of them are tried side by side. Alice has five addresses of bob's in each group (a row of the table), and
# bob five of alice's (a column). They are hosts and not networks, because of what docs/groups.md says of packets that wait.

GROUPS_IN_ORDER=(private private-or-clear clear-or-private clear block)

# cell_address HOST ROW COLUMN FAMILY
cell_address() {
  case $1$4 in
    bob4) echo "192.0.2.$((64 + 8 * $2 + $3))" ;;
    alice4) echo "192.0.2.$((128 + 8 * $3 + $2))" ;;
    bob6) echo "2001:db8::b:$2:$3" ;;
    alice6) echo "2001:db8::a:$3:$2" ;;
  esac
}

# cell_hosts HOST GROUP: the addresses of HOST that the other one has in that group (0 to 4), of both families
cell_hosts() {
  local other family list=''
  for family in 4 6; do
    for other in 0 1 2 3 4; do
      if [ "$1" = bob ]; then list+=", $(cell_address bob "$2" $other $family)"; else list+=", $(cell_address alice $other "$2" $family)"; fi
    done
  done
  echo "${list#, }"
}

# cells_up [nameless]: 25 addresses of each family for each host, and all of them in DNS, both ways, unless nobody is to know whose they are
cells_up() {
  local host family row column
  declare -gA CELL_ADDRESSES
  for family in 4 6; do
    for row in 0 1 2 3 4; do
      for column in 0 1 2 3 4; do
        for host in alice bob; do
          CELL_ADDRESSES[$host]+=" $(cell_address $host $row $column $family)"
        done
      done
    done
  done
  for host in alice bob; do
    # shellcheck disable=SC2086
    printf 'address add %s dev eth0 nodad\n' ${CELL_ADDRESSES[$host]} | sed -E '/:/! s| nodad||; s|(add [0-9.]+) |\1/32 |; s|(add [0-9a-f:]*:[0-9a-f:]*) |\1/128 |' |
      ip -n $host -batch - || die "cannot give $host more addresses"
    [ "${1-}" != nameless ] || continue
    publish $host
    # shellcheck disable=SC2086
    publish_more $host ${CELL_ADDRESSES[$host]}
  done
}

# cells_cygnet HOST [ASSURANCE]: cygnetd on HOST, with the other host's addresses in the five groups
cells_cygnet() {
  local host=$1 group options=()
  for group in 0 1 2 3 4; do
    options+=("group=${GROUPS_IN_ORDER[group]} {
    networks = $(cell_hosts "$(peer "$host")" $group)
    assurance = ${2-dns}
  }")
  done
  cygnet "$host" "${options[@]}"
}

# cells_libreswan HOST [null]: libreswan on HOST, with a connection for each cell, since it has one group of each name, and each address
# of its own wants another. It knows alice by her name and key, which an opportunistic connection of libreswan's is usually without: what
# it asks DNS for is an address's key, and Cygnet does not say that it is an address. Or, with null, it knows nobody, and is nobody.
cells_libreswan() {
  local host=$1 auth=${2-pubkey} to dir=$LAB_OUT/$1/libreswan family row column
  to=$(peer "$host")
  DAEMON[$host]=libreswan
  rm -rf "$dir"
  mkdir -p "$dir"/{nss,policies}
  certutil -N -d "sql:$dir/nss" --empty-password
  pluto_key "$host" pubkey "$dir"
  {
    printf 'config setup\n  protostack = xfrm\n'
    for family in 4 6; do
      for row in 0 1 2 3 4; do
        for column in 0 1 2 3 4; do
          # all of alice's: with a group of this one alone libreswan, having failed, leaves its trap in place
          if [ $family = 4 ]; then echo 192.0.2.128/25; else echo 2001:db8::a:0:0/96; fi >"$dir/policies/cell$family-$row-$column"
          printf 'conn cell%s\n  hostaddrfamily = ipv%s\n  left = %s\n' "$family-$row-$column" $family "$(cell_address "$host" $row $column $family)"
          cell_conn "$host" "$to" "${GROUPS_IN_ORDER[column]}" "$dir" "$auth"
        done
      done
    done
  } >"$dir/ipsec.conf"
  libreswan_start "$host"
}

# cell_conn HOST PEER GROUP DIRECTORY AUTH: what libreswan's examples have for the group, but for authentication
cell_conn() {
  case $3 in
    clear | block)
      printf '  right = %%group\n  authby = never\n  type = %s\n  leftupdown = %%disabled\n  auto = ondemand\n\n' "$([ "$3" = clear ] && echo passthrough || echo drop)"
      return
      ;;
  esac
  cat <<CONN
  right = %opportunisticgroup
  type = transport
  ikev2 = insist
  negotiationshunt = hold
  failureshunt = $([ "$3" = private ] && echo drop || echo passthrough)
  retransmit-timeout = 3s
  keyingtries = 1
  leftupdown = %disabled
  auto = $([ "$3" = clear-or-private ] && echo add || echo ondemand)
$(pluto_auth "$1" "$2" "$5" "$4")

CONN
}

# cells_listen: both hosts answer at all these addresses
cells_listen() {
  local host
  CELL_FACTS=$LAB_OUT/cells.txt
  for host in alice bob; do
    # shellcheck disable=SC2086
    start "$host" answers python3 "$LAB/tools/cells.py" answer ${CELL_ADDRESSES[$host]}
    CELL_LISTENER=$STARTED
    await 20 udp_listens "$CELL_LISTENER" 7 || die "nobody listens on $host: $(last_lines "$LAB_OUT/$host/answers.log" 5)"
  done
}

# cells_ask HOST PHASE WAIT: one datagram from HOST in every cell, and at most WAIT seconds for answers after the last. Where there is a
# handshake to be expected, one cell comes after the other, because of the slow processors here
cells_ask() {
  local from to row column family early=() late=() pair host libreswan=0
  # it takes what comes in clear from a host in private, and begins
  [ "${DAEMON[$(peer "$1")]-}" != libreswan ] || libreswan=1
  for family in 4 6; do
    for row in 0 1 2 3 4; do
      for column in 0 1 2 3 4; do
        from=$row to=$column
        [ "$1" = alice ] || from=$column to=$row
        pair=("$(cell_address "$1" $row $column $family)" "$(cell_address "$(peer "$1")" $row $column $family)")
        if ((from < 3 && to < 3 && (libreswan || from != 2 || to != 0))); then early+=("${pair[@]}"); else late+=("${pair[@]}"); fi
      done
    done
  done
  capture_start "$2"
  on "$1" python3 "$LAB/tools/cells.py" ask "$2" "$3" "${early[@]}" -- "${late[@]}" >>"$CELL_FACTS" || fail "cannot ask"
  capture_stop
  for host in alice bob; do
    grep "^got $2 " "$LAB_OUT/$host/answers.log" >>"$CELL_FACTS" || true
  done
  declare -gA CELL
  CELL_PHASE=$2 CELL_ASKER=$1
  local became took esp clear ike
  while read -r from to became took esp clear ike; do
    CELL[$from]="$became $took $esp $clear $ike"
  done < <(python3 "$LAB/tools/cells.py" judge "$2" "$CAPTURE" "$CELL_FACTS" "${early[@]}" "${late[@]}" | tee -a "$LAB_OUT/judged-$2.txt")
}

# cells_prove HOST PHASE WAIT <<TABLE: asks, and expects the table of both families
cells_prove() {
  local table family
  table=$(cat)
  cells_ask "$@"
  for family in 4 6; do
    cells_became $family <<<"$table"
  done
}

# cells_became FAMILY <<TABLE: what became of the last datagrams: five codes (cells.py) for each of alice's groups, one for each of
# bob's. The packets are told as well: of ESP, in clear and of IKE, both directions.
cells_became() {
  local group codes row=0 column seen detail cell
  while read -r group codes; do
    seen='' detail=''
    for column in 0 1 2 3 4; do
      read -ra cell <<<"${CELL[$(cell_address "$CELL_ASKER" $row $column "$1")]-?}"
      seen+=" ${cell[0]}"
      detail+=" | ${cell[*]}"
    done
    verdict "IPv$1, $CELL_PHASE: $group:$seen" [ "${seen# }" = "$codes" ]
    note "$([ "${seen# }" = "$codes" ] || echo "expected: $codes, but")${detail# |}"
    row=$((row + 1))
  done
}

# cells_of_two_cygnets: what becomes of the first packet, from alice, of one from bob then, and of one from alice again. Rows are alice's
# groups for bob, columns bob's for alice.
cells_of_two_cygnets() {
  cells_prove alice first 5 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private x ce c c x
clear x c c c x
block - - - - -
TABLE
  cells_prove bob back 5 <<TABLE
private e e e x -
private-or-clear e e e c -
clear-or-private e e c c -
clear - c c c -
block - x x x -
TABLE
  cells_prove alice again 5 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private e e c c x
clear x c c c x
block - - - - -
TABLE
}

# cells_of_cygnet_and_libreswan: the same where bob runs libreswan: its group private takes what comes in clear, and protects or stops the
# answer
cells_of_cygnet_and_libreswan() {
  cells_prove alice first 8 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private ce ce c c x
clear c- c c c x
block - - - - -
TABLE
  cells_prove bob back 8 <<TABLE
private e e e x -
private-or-clear e e e c -
clear-or-private e e c c -
clear - c c c -
block - x x x -
TABLE
  cells_prove alice again 5 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private e e c c x
clear c- c c c x
block - - - - -
TABLE
}
