# Cygnet and strongSwan, each as initiator: X.509 certificates of one CA, and nothing in DNS
network
identity alice p256
identity bob rsa2048
authority
certify alice
certify bob
dns_up
cygnet alice cert=alice.crt ca=ca.crt
strongswan bob cert=bob.crt ca=ca.crt
for family in 4 6; do
  prove_both_roles $family
done
cygnet_stop alice
