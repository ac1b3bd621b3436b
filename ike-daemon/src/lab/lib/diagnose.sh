# shellcheck shell=bash
# What is left for the reader when a scenario failed: written beside the logs in LAB_OUT.

# diagnose: the kernel's state on every host (keys hidden), what the daemons know, and every capture as text
diagnose() {
  local host file
  for host in alice bob; do
    [ -e "/run/netns/$host" ] || continue
    {
      echo '== ip xfrm state'
      ip -n $host -s xfrm state
      echo '== ip xfrm policy'
      ip -n $host xfrm policy list nosock
      echo '== xfrm_stat (counters that are not 0)'
      nsenter --net=/run/netns/$host grep -vE '[[:space:]]0$' /proc/net/xfrm_stat
      echo '== neighbours'
      ip -n $host neighbour
    } 2>&1 | hide_keys >"$LAB_OUT/$host/kernel.txt"
  done
  for file in "$LAB_OUT"/*.pcap; do
    # of a bulk transfer the first packets are enough
    [ -e "$file" ] && tcpdump -n -r "$file" 2>/dev/null | awk '!/ESP\(/ || ++esp <= 20 { print } END { print esp + 0, "ESP packets" }' \
      >"$file.txt"
  done
  return 0
}

hide_keys() { sed -E 's/0x[0-9a-f]{20,}/KEY/g'; }

# show_logs: what matters of the logs, for a reader who has only the report (a build server)
show_logs() {
  local file lines
  for file in "$LAB_OUT"/*/{cygnetd,charon,pluto,iked,unbound,named}.log "$LAB_OUT"/*/kernel.txt "$LAB_OUT"/*.pcap.txt; do
    [ -s "$file" ] || continue
    case $file in
      */cygnetd.log) lines=60 ;;
      */unbound.log | */named.log) lines=3 ;;
      *) lines=30 ;;
    esac
    echo "  ---- ${file#"$LAB_OUT"/} (its last $lines lines)"
    tail -n $lines "$file" | cut -c 1-240 | sed 's/^/       /'
  done
}
