# Two Cygnets that know only each other's names: Ed25519 keys
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice
cygnet bob
for family in 4 6; do
  prove_protected alice bob $family
done
cygnet_stop alice
cygnet_stop bob
