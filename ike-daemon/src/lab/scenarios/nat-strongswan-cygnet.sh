# A NAT before strongSwan, Cygnet on the other side; each rekeys, and Cygnet follows when the NAT chooses other ports
network
identity alice rsa2048
identity bob rsa2048
dns_up
behind_nat alice
strongswan alice auth=psk secret="between alice and bob" families=4
cygnet bob auth=psk secret="between alice and bob" families=4 start=none child_rekey=8s
capture_start wire
ping_awake alice bob 4
ping_through alice bob 4
transfer alice bob 4 10M
ping_through bob alice 4
expect_encapsulated bob '2[0-9]{4}'
for what in child ike; do rekey alice 4 $what || fail "alice cannot rekey"; done
expect_log bob cygnetd "$SAYS_REKEYED_CHILD" 'the peer has rekeyed the Child SA'
expect_log bob cygnetd "$SAYS_REKEYED_IKE" 'the IKE SA was rekeyed'
nat_ports 30000-39999
ping_awake alice bob 4
expect_log bob cygnetd "$SAYS_MOVED" 'the peer has moved'
ping_through alice bob 4
transfer alice bob 4 1M
expect_encapsulated bob '3[0-9]{4}'
expect_log bob cygnetd "$SAYS_REKEYS_CHILD" 'it has rekeyed the Child SA' 10
ping_through alice bob 4
capture_stop
expect_no_clear 100 4
cygnet_stop bob
