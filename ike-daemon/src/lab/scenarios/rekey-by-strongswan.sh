# strongSwan rekeys the Child SA and the IKE SA towards Cygnet under traffic, over IPv6 with a key exchange for the Child SA; no packet is lost
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice esp6=aes128gcm16-x25519
strongswan bob esp6=aes128gcm16-x25519
for family in 4 6; do ping_first alice bob $family; done
prove_rekeyed_by bob
expect_log alice cygnetd "bob6.* $SAYS_PFS" "with a key exchange for the Child SA"
cygnet_stop alice
