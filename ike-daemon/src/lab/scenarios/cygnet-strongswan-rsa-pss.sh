# Cygnet and strongSwan, each as initiator: RSA-2048 keys with PSS signatures from strongSwan
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice
strongswan bob charon="rsa_pss = yes"
for family in 4 6; do
  prove_both_roles $family
done
expect_log bob charon 'RSA_EMSA_PSS' "it signs with PSS"
cygnet_stop alice
