# The DNS server never answers: refused, whoever begins
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice upstream=$NOWHERE
strongswan bob
for family in 4 6; do
  expect_refusal $family "$SAYS_DNS_DEAD" "no answer from DNS" 40
done
cygnet_stop alice
