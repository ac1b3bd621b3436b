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
prove_through_nat '2[0-9]{4}' 10M
prove_new_ports
capture_stop
expect_no_clear 100 4
cygnet_stop alice
cygnet_stop bob
