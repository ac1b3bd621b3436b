# Cygnet rekeys the Child SA and the IKE SA towards strongSwan under traffic, over IPv6 with a key exchange for the Child SA; no packet is lost
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice child_rekey=4s ike_rekey=7s esp6=aes128gcm16-x25519
strongswan bob esp6=aes128gcm16-x25519
for family in 4 6; do ping_first alice bob $family; done
prove_rekeyed_by_clock 12 3 2
expect_log alice cygnetd "bob6.* $SAYS_PFS" "with a key exchange for the Child SA"
cygnet_stop alice
