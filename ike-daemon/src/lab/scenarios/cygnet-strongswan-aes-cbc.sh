# Cygnet and strongSwan, each as initiator: AES-CBC with HMAC-SHA2
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice ike=aes256-sha256-modp2048 esp=aes256-sha256
strongswan bob ike=aes256-sha256-modp2048 esp=aes256-sha256
for family in 4 6; do
  prove_both_roles $family "enc cbc(aes)"
done
cygnet_stop alice
