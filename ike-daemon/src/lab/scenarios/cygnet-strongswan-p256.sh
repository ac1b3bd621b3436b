# Cygnet and strongSwan, each as initiator: ECDSA P-256 keys
network
identity alice p256
identity bob p256
publish alice
publish bob
dns_up
cygnet alice ike=aes256gcm16-prfsha384-ecp256
strongswan bob ike=aes256gcm16-prfsha384-ecp256
for family in 4 6; do
  prove_both_roles $family
done
cygnet_stop alice
