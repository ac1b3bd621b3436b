# Cygnet over PF_KEY and strongSwan, each as initiator: AES-CBC with HMAC-SHA2-512
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice 'daemon=kernel = pfkey' ike=aes256-sha256-modp2048 esp=aes256-sha512
strongswan bob ike=aes256-sha256-modp2048 esp=aes256-sha512
for family in 4 6; do
  prove_both_roles $family "auth-trunc hmac(sha512)"
done
cygnet_stop alice
