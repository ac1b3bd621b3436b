# shellcheck shell=bash
# Keys and the zones above example.test, made once per run of the lab, before any machine boots: making a key costs
# seconds in UML. Sourced by `run`; needs LAB and LAB_KEYS, and `zone_header`, `sign_zone` and the reverse zones' names from dns.sh.

# make_keys: LAB_KEYS/HOST-TYPE.{pem,pub,ipseckey}
make_keys() {
  local host type
  mkdir -p "$LAB_KEYS"
  for host in alice bob mallory; do
    for type in rsa2048 rsa4096 p256 p384 ed25519; do
      case $host-$type in mallory-rsa4096 | mallory-p384) continue ;; esac
      make_key "$LAB_KEYS/$host-$type" $type
    done
  done
}

# make_key FILE TYPE: a private key (PKCS#8 PEM), the public key (PEM) and the IPSECKEY RDATA. The RDATA is not made by
# Cygnet, so that a mistake there cannot hide behind the same mistake here.
make_key() {
  local options
  case $2 in
    rsa*) options="-algorithm RSA -pkeyopt rsa_keygen_bits:${2#rsa}" ;;
    p*) options="-algorithm EC -pkeyopt ec_paramgen_curve:P-${2#p}" ;;
    ed25519) options="-algorithm ED25519" ;;
  esac
  (
    umask 077
    # shellcheck disable=SC2086
    openssl genpkey $options -out "$1.pem" 2>/dev/null
  )
  openssl pkey -in "$1.pem" -pubout -out "$1.pub"
  python3 "$LAB/tools/ipseckey.py" "$1.pub" >"$1.ipseckey"
}

# make_zones: LAB_KEYS/zones with the keys of all signed zones, the signed root and test. zones, reverse zones in which nothing
# is, and the trust anchor
make_zones() {
  local dir=$LAB_KEYS/zones zone glue
  mkdir -p "$dir"
  glue=$'ns.test. A 198.51.100.53\nns.test. AAAA 2001:db8:53::53'
  for zone in . test example.test forged.test "${REVERSE_ZONES[@]}"; do
    dnssec-keygen -q -K "$dir" -a ECDSAP256SHA256 -f KSK "$zone" >"$dir/${zone/#./root}.name"
  done
  {
    zone_header
    echo "$glue"
    for zone in example forged insecure; do echo "$zone NS ns.test."; done
    for zone in example.test forged.test; do dnssec-dsfromkey -2 "$dir/$(<"$dir/$zone.name")"; done
  } >"$dir/test.db"
  sign_zone test "$dir/test.db" "$dir/test.zone" "$dir"
  {
    zone_header
    echo "$glue"
    for zone in test "${REVERSE_ZONES[@]}"; do
      echo "$zone. NS ns.test."
      dnssec-dsfromkey -2 "$dir/$(<"$dir/$zone.name")"
    done
  } >"$dir/root.db"
  for zone in "${REVERSE_ZONES[@]}"; do
    zone_header >"$dir/$zone.db"
    sign_zone "$zone" "$dir/$zone.db" "$dir/$zone.zone" "$dir"
  done
  sign_zone . "$dir/root.db" "$dir/root.zone" "$dir"
  grep -h ' DNSKEY ' "$dir/$(<"$dir/root.name").key" >"$dir/root.key"
  printf '. 3600000 NS ns.test.\n%s\n' "$glue" >"$dir/root.hints"
}
