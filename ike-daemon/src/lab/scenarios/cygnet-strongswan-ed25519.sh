# Cygnet and strongSwan, each as initiator: Ed25519 keys
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice
strongswan bob
for family in 4 6; do
  prove_both_roles $family
done
cygnet_stop alice
