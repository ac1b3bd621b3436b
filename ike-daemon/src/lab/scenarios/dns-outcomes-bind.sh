# Every way in which a question to DNS can end: BIND, and Cygnet that validates, then Cygnet that trusts its resolver
# esp: not needed
network
identity alice ed25519
identity bob ed25519
publish alice
outcomes bind
cygnet alice start=none daemon='log = debug'
GAP='server failure|SERVFAIL about child.gap.example.test. DS'
expect_validated_outcomes alice
cygnet_stop alice
cygnet bob start=none dnssec=trust-ad daemon='log = debug'
expect_trusted_outcomes bob
cygnet_stop bob
