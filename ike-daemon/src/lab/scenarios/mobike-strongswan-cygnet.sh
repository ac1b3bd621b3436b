# strongSwan gets other addresses; Cygnet follows with its Child SAs
network
identity alice rsa2048
identity bob rsa2048
dns_up
strongswan alice auth=psk secret="between alice and bob" mobile=alice
cygnet bob auth=psk secret="between alice and bob" mobile=alice start=none
for family in 4 6; do
  initiate alice $family || fail "IPv$family: strongSwan cannot begin"
  ping_through alice bob $family
  ping_through bob alice $family
done
forget_logs
renumber alice
for family in 4 6; do
  expect_moved alice $family
  expect_moved bob $family
  capture_start wire$family
  ping_awake alice bob $family
  expect_log bob cygnetd "$SAYS_MOVED" "the peer has moved"
  ping_through alice bob $family
  ping_through bob alice $family
  transfer alice bob $family 1M
  capture_stop
  expect_no_clear 20 $family
  expect_sa bob $family 'rfc4106(gcm(aes))'
done
cygnet_stop bob
