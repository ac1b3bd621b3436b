# OpenIKED, then Cygnet, rekeys the Child SA and the IKE SA under traffic; nothing is lost but what the peer drops
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
pfs='enc aes-256 auth hmac-sha2-512 group curve25519 noesn'
openiked bob esp="$pfs" lifetime=4 ikelifetime=7
cygnet alice esp=aes256-sha512-x25519
for family in 4 6; do first_packet alice bob $family; done
prove_rekeyed_by_clock 13 3 2
expect_log alice cygnetd "$SAYS_PFS" "with a key exchange for the Child SA"
cygnet_stop alice
stop_peer bob

openiked bob esp="$pfs"
cygnet alice esp=aes256-sha512-x25519 child_rekey=4s ike_rekey=7s
for family in 4 6; do first_packet alice bob $family; done
prove_rekeyed_by_clock 12 3 2
expect_log alice cygnetd "$SAYS_PFS" "with a key exchange for the Child SA"
prove_goodbye
