# A NAT before Cygnet, OpenIKED on the other side: transport mode in UDP, rekeyed by Cygnet, with which it follows when the NAT chooses other ports
network
identity alice rsa2048
identity bob rsa2048
dns_up
behind_nat alice
cygnet alice auth=psk secret="between alice and bob" families=4 esp=aes256-sha512 dpd_delay=2s child_rekey=8s
openiked bob auth="psk between alice and bob"
capture_start wire
first_packet alice bob 4
ping_through alice bob 4
transfer alice bob 4 10M
ping_through bob alice 4
expect_encapsulated bob '2[0-9]{4}'
nat_ports 30000-39999
# it answers UPDATE_SA_ADDRESSES, but PF_KEY moves no SA
ping_awake alice bob 4
expect_log alice cygnetd "$SAYS_REKEYS_CHILD" 'it has rekeyed the Child SA'
ping_through alice bob 4
ping_through bob alice 4
expect_encapsulated bob '3[0-9]{4}'
capture_stop
expect_no_clear 100 4
cygnet_stop alice
