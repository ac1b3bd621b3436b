# libreswan, then Cygnet, rekeys the Child SA and the IKE SA under traffic; nothing is lost but what the peer drops
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
libreswan bob start=add pfs=yes
cygnet alice esp=aes128gcm16-x25519
for family in 4 6; do ping_first alice bob $family; done
prove_rekeyed_by bob
expect_log alice cygnetd "$SAYS_PFS" "with a key exchange for the Child SA"
cygnet_stop alice
cygnet alice esp=aes128gcm16-x25519 child_rekey=4s ike_rekey=7s
for family in 4 6; do ping_first alice bob $family; done
prove_rekeyed_by_clock 12 3 2
expect_log alice cygnetd "$SAYS_PFS" "with a key exchange for the Child SA"
cygnet_stop alice
