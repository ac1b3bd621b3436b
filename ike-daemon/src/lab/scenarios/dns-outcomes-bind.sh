# Every way in which a question to DNS can end, with BIND: what Cygnet says about it, and its log
# esp: not needed
network
identity alice ed25519
identity bob ed25519
publish alice
outcomes bind
cygnet alice start=none daemon='log = debug'
expect_validated_outcomes alice
cygnet_stop alice
