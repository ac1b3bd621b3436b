# The key in DNS does not match its signature: refused, whoever begins
network
identity alice rsa2048
identity bob rsa2048 bob.forged.test
publish alice
publish bob
dns_up
cygnet alice
strongswan bob
for family in 4 6; do
  expect_refusal $family "$SAYS_BOGUS" "bogus"
done
cygnet_stop alice
