# Two Cygnets with a pre-shared key and nothing in DNS
network
identity alice rsa2048
identity bob rsa2048
dns_up
for host in alice bob; do
  cygnet $host auth=psk secret="between alice and bob"
done
for family in 4 6; do
  prove_protected alice bob $family
done
cygnet_stop alice
cygnet_stop bob
