# Cygnet and strongSwan, each as initiator, with bob's key from a file: DNS is dead and nobody minds
network
identity alice p256
identity bob ed25519
dns_up
cygnet alice pin=bob.pub upstream=$NOWHERE
strongswan bob
for family in 4 6; do
  prove_both_roles $family
done
cygnet_stop alice
