# A NAT between a Cygnet over netlink and one over PF_KEY, which hears of the NAT's new ports and changes its SAs in place
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
behind_nat alice
cygnet alice families=4 esp=aes256-sha512
cygnet bob families=4 start=none esp=aes256-sha512 'daemon=kernel = pfkey'
capture_start wire
ping_first alice bob 4
ping_through alice bob 4
transfer alice bob 4 10M
ping_through bob alice 4
expect_encapsulated bob '2[0-9]{4}'
nat_ports 30000-39999
# the kernel tells bob of the first packet from another port; nothing is said between the two
ping_awake alice bob 4
expect_log bob cygnetd "$SAYS_MOVED" 'the peer has moved'
ping_through alice bob 4
transfer alice bob 4 1M
ping_through bob alice 4
expect_encapsulated bob '3[0-9]{4}'
capture_stop
expect_no_clear 100 4
cygnet_stop alice
cygnet_stop bob
