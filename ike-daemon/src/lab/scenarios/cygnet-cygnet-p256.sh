# Two Cygnets that know only each other's names: ECDSA P-256 keys
network
identity alice p256
identity bob p256
publish alice
publish bob
dns_up
cygnet alice ike=aes256gcm16-prfsha384-ecp256
cygnet bob ike=aes256gcm16-prfsha384-ecp256
for family in 4 6; do
  prove_protected alice bob $family
done
cygnet_stop alice
cygnet_stop bob
