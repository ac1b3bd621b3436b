# Every way in which a question to DNS can end: Knot
# esp: not needed
# limit: 1200
network
identity alice ed25519
identity bob ed25519
publish alice
outcomes knot
cygnet alice start=none daemon='log = debug' dns='timeout = 20s'
GAP='bogus|child.gap|validation of INSECURE status'
expect_validated_outcomes alice
cygnet_stop alice
