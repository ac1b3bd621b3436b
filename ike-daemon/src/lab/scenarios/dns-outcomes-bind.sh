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
# expect_chain NAME REGEX: how the chain of a name in example.test goes on below that zone, as `cygnetctl explain` shows it
expect_chain() {
  expect_output alice explain chain "^  chain   \. \([0-9 A-Z]+\) > test\. \([0-9 A-Z]+\) > example\.test\. \([0-9 A-Z]+\) > $2" explain "$1.example.test"
}
SIGNED='\([0-9]+ ECDSAP256SHA256\)'
expect_chain host.secure "secure\.example\.test\. $SIGNED$"
expect_chain none.fewnsec3 "fewnsec3\.example\.test\. $SIGNED$"
expect_chain host.insecure 'insecure\.example\.test\.: insecure, no DS record$'
expect_chain host.island 'island\.example\.test\.: insecure, no DS record$'
expect_chain host.sha1 'sha1\.example\.test\.: insecure, no DS record that counts: [0-9]+ RSASHA1 by SHA-256$'
expect_chain none.nsec3 "nsec3\.example\.test\. $SIGNED > none\.nsec3\.example\.test\.: insecure, the absence is not proven$"
expect_chain host.wrongsig "wrongsig\.example\.test\. $SIGNED > host\.wrongsig\.example\.test\.: bogus, .*host\.wrongsig"
expect_chain host.expired "expired\.example\.test\. $SIGNED > .*: bogus, .*expired at 2020-02-01"
expect_chain host.child.parent "parent\.example\.test\. $SIGNED > child\.parent\.example\.test\.: bogus, "
expect_chain host.stripped 'stripped\.example\.test\.: bogus, '
expect_chain host.wrongds 'wrongds\.example\.test\.: bogus, '
expect_chain host.broken '.*: not known, .*SERVFAIL'
expect_chain outside.secure "secure\.example\.test\. $SIGNED$"
expect_chain outside.secure 'insecure\.example\.test\.: insecure, no DS record$'
cygnet_stop alice
cygnet bob start=none dnssec=trust-ad daemon='log = debug'
expect_trusted_outcomes bob
expect_output bob explain chain '^  chain   as told by 127\.0\.0\.1:53 \(AD\)$' explain host.secure.example.test
cygnet_stop bob
