# Cygnet and OpenIKED, each as initiator: raw RSA-2048 keys, and all that is offered by default
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice ike=default esp=aes256-sha512
openiked bob
for family in 4 6; do
  prove_protected alice bob $family 'hmac(sha512)'
  prove_deleted_by bob $family
  initiate bob $family || fail "IPv$family: bob cannot begin"
  prove_protected bob alice $family 'hmac(sha512)'
  prove_deleted_by bob $family
done
expect_log alice cygnetd "$SAYS_OFFERS_MORE" "ML-KEM-768 was offered on top, and bob did not mind"
cygnet_stop alice
