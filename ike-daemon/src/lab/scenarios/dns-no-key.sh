# DNS proves that bob has no key: refused, whoever begins
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob nothing
dns_up
cygnet alice
strongswan bob
for family in 4 6; do
  expect_refusal $family "$SAYS_NO_KEY" "no key for bob"
done
cygnet_stop alice
