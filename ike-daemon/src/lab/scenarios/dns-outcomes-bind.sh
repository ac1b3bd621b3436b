# Every way in which a question to DNS can end: BIND, and Cygnet that validates, then Cygnet that trusts its resolver
# esp: not needed
# limit: 1200
network
identity alice ed25519
identity bob ed25519
publish alice
outcomes bind
cygnet alice start=none daemon='log = debug' dns='timeout = 20s'
GAP='server failure|SERVFAIL about child.gap.example.test. DS'
expect_validated_outcomes alice
verdict 'cygnetctl names shows what is remembered' \
  grep -qE '^host.secure.example.test keys: found, secure \(for [45]m[0-9]+s\)$' <<<"$(cygnetctl_on alice names)"
# lookup_status STATUS NAME...: how `cygnetctl lookup` ends
lookup_status() {
  local status=0 wanted=$1
  shift
  cygnetctl_on alice lookup "${@/%/.example.test}" >"$LAB_OUT/alice/lookup.out" || status=$?
  [ $status = "$wanted" ]
}
verdict 'cygnetctl lookup says by its status that all were found' lookup_status 0 host.secure host.insecure
verdict 'or that something was not' lookup_status 1 host.secure nobody.secure
cygnet_stop alice
cygnet bob start=none dnssec=trust-ad daemon='log = debug'
expect_trusted_outcomes bob
cygnet_stop bob
