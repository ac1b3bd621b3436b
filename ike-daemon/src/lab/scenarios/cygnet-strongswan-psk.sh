# Cygnet and strongSwan, each as initiator: a pre-shared key, and all that is offered by default
network
identity alice rsa2048
identity bob rsa2048
dns_up
cygnet alice ike=default auth=psk secret="between alice and bob"
strongswan bob auth=psk secret="between alice and bob"
for family in 4 6; do
  prove_both_roles $family
done
expect_log alice cygnetd "$SAYS_OFFERS_MORE" "ML-KEM-768 was offered on top, and bob did not mind"
cygnet_stop alice
