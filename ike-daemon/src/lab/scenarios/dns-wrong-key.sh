# DNS holds another key for bob than the one he has: refused, whoever begins
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob mallory-rsa2048
dns_up
cygnet alice
strongswan bob
for family in 4 6; do
  expect_refusal $family "$SAYS_WRONG_KEY" "the key in DNS is not bob's"
done
cygnet_stop alice
