# Cygnet and strongSwan, each as initiator: a pre-shared key
network
identity alice rsa2048
identity bob rsa2048
dns_up
cygnet alice auth=psk secret="between alice and bob"
strongswan bob auth=psk secret="between alice and bob"
for family in 4 6; do
  prove_both_roles $family
done
cygnet_stop alice
