# Cygnet and libreswan, each as initiator: raw RSA-2048 keys, and all that is offered by default
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice ike=default
libreswan bob
for family in 4 6; do
  prove_both_roles $family
done
expect_log alice cygnetd "$SAYS_OFFERS_MORE" "ML-KEM-768 was offered on top, and bob did not mind"
cygnet_stop alice
