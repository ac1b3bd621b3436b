# Cygnet and libreswan, each as initiator: raw RSA-2048 keys
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice
libreswan bob
for family in 4 6; do
  prove_both_roles $family
done
cygnet_stop alice
