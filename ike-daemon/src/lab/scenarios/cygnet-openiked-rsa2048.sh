# Cygnet and OpenIKED, each as initiator: raw RSA-2048 keys
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice esp=aes256-sha512
openiked bob
for family in 4 6; do
  prove_protected alice bob $family 'hmac(sha512)'
  prove_deleted_by bob $family
  initiate bob $family || fail "IPv$family: bob cannot begin"
  prove_protected bob alice $family 'hmac(sha512)'
  prove_deleted_by bob $family
done
cygnet_stop alice
