# Two Cygnets that know only each other's names: RSA-2048 keys
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice
cygnet bob
for family in 4 6; do
  prove_protected alice bob $family
done
expect_status alice bob.example.test
cygnet_stop alice
cygnet_stop bob
