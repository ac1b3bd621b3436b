# Cygnet and strongSwan, each as initiator: ChaCha20-Poly1305
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice ike=chacha20poly1305-prfsha512-ecp384 esp=chacha20poly1305
strongswan bob ike=chacha20poly1305-prfsha512-ecp384 esp=chacha20poly1305
for family in 4 6; do
  prove_both_roles $family "rfc7539esp(chacha20,poly1305)"
done
cygnet_stop alice
