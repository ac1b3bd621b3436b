# A NAT before OpenIKED, Cygnet on the other side; Cygnet follows when the NAT chooses other ports
network
identity alice rsa2048
identity bob rsa2048
dns_up
behind_nat alice
openiked alice auth="psk between alice and bob"
cygnet bob auth=psk secret="between alice and bob" families=4 start=none esp=aes256-sha512
capture_start wire
initiate alice 4 || fail "alice cannot begin"
prove_through_nat '2[0-9]{4}' 10M
prove_new_ports
capture_stop
expect_no_clear 100 4
cygnet_stop bob
