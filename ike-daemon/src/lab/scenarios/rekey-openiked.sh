# OpenIKED, then Cygnet, rekeys the Child SA and the IKE SA under traffic; no packet is lost
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
openiked bob lifetime=4 ikelifetime=7
cygnet alice esp=aes256-sha512
for family in 4 6; do first_packet alice bob $family; done
prove_rekeyed_by_clock 13 3 2
cygnet_stop alice
stop_peer bob

openiked bob
cygnet alice esp=aes256-sha512-x25519,aes256-sha512 child_rekey=4s ike_rekey=7s
for family in 4 6; do first_packet alice bob $family; done
prove_rekeyed_by_clock 12 3 2
cygnet_stop alice
