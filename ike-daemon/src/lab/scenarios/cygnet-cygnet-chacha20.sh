# Two Cygnets that know only each other's names: ChaCha20-Poly1305
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice ike=chacha20poly1305-prfsha512-ecp384 esp=chacha20poly1305
cygnet bob ike=chacha20poly1305-prfsha512-ecp384 esp=chacha20poly1305
for family in 4 6; do
  prove_protected alice bob $family "rfc7539esp(chacha20,poly1305)"
done
cygnet_stop alice
cygnet_stop bob
