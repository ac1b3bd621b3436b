# Cygnet and strongSwan, each as initiator, on links of MTU 1280: RSA-4096, MODP-4096, IKE messages in fragments
network 1280
identity alice rsa4096
identity bob rsa4096
publish alice
publish bob
dns_up
cygnet alice ike=aes256gcm16-prfsha384-modp4096
strongswan bob ike=aes256gcm16-prfsha384-modp4096 charon="fragment_size = 576"
for family in 4 6; do
  prove_both_roles $family
done
expect_log bob charon "$SWAN_SPLITS" "its message goes in fragments"
cygnet_stop alice
