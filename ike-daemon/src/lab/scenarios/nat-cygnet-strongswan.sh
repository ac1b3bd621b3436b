# A NAT before Cygnet, strongSwan on the other side: transport mode in UDP, rekeyed by strongSwan, which follows when the NAT chooses other ports
network
identity alice rsa2048
identity bob rsa2048
dns_up
behind_nat alice
cygnet alice auth=psk secret="between alice and bob" families=4
strongswan bob auth=psk secret="between alice and bob" families=4 start=none
capture_start wire
ping_first alice bob 4
prove_through_nat '2[0-9]{4}' 10M
for what in child ike; do rekey bob 4 $what || fail "bob cannot rekey"; done
expect_log alice cygnetd "$SAYS_REKEYED_CHILD" 'the peer has rekeyed the Child SA'
expect_log alice cygnetd "$SAYS_REKEYED_IKE" 'the IKE SA was rekeyed'
nat_ports 30000-39999
ping_awake alice bob 4
prove_through_nat '3[0-9]{4}' 1M
capture_stop
expect_no_clear 100 4
cygnet_stop alice
