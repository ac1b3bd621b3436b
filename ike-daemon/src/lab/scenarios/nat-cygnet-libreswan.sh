# A NAT before Cygnet, libreswan on the other side: transport mode in UDP, rekeyed by libreswan, and so it follows when the NAT chooses other ports
network
identity alice rsa2048
identity bob rsa2048
dns_up
behind_nat alice
cygnet alice auth=psk secret="between alice and bob" families=4 dpd_delay=2s
libreswan bob auth=psk secret="between alice and bob" start=add
capture_start wire
ping_first alice bob 4
prove_through_nat '2[0-9]{4}' 10M
nat_ports 30000-39999
forget_logs
# it learns the port of IKE from Cygnet's probe, but moves no SA
expect_log alice cygnetd "$SAYS_ALIVE" 'bob answers a probe'
rekey bob 4 child || fail "bob cannot rekey"
expect_log alice cygnetd "$SAYS_REKEYED_CHILD" 'the peer has rekeyed the Child SA'
ping_awake alice bob 4
prove_through_nat '3[0-9]{4}' 1M
capture_stop
expect_no_clear 100 4
cygnet_stop alice
