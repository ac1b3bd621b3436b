# Every way in which a question to DNS can end: NSD
# esp: not needed
# limit: 1200
network
identity alice ed25519
identity bob ed25519
publish alice
outcomes nsd
cygnet alice start=none daemon='log = debug' dns='timeout = 20s'
# 62,748 octets over TCP: from BIND and Knot alone. Under User Mode Linux NSD's answer of that size does not arrive.
HUGE=
GAP='bogus|child.gap|validation of INSECURE status'
expect_validated_outcomes alice
cygnet_stop alice
