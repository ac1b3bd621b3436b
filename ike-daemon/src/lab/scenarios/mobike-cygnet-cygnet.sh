# A Cygnet gets other addresses: its SAs move along, and those at the other Cygnet
network
identity alice rsa2048
identity bob rsa2048
dns_up
cygnet alice auth=psk secret="between alice and bob" mobile=alice
cygnet bob auth=psk secret="between alice and bob" mobile=alice start=none
for family in 4 6; do
  ping_first alice bob $family
  ping_through bob alice $family
done
forget_logs
renumber alice
for family in 4 6; do
  expect_moved alice $family
  expect_moved bob $family
  capture_start wire$family
  ping_awake alice bob $family
  expect_log alice cygnetd "$SAYS_MOVED" "alice has moved"
  expect_log bob cygnetd "$SAYS_MOVED" "the peer has moved"
  ping_through alice bob $family
  ping_through bob alice $family
  transfer alice bob $family 1M
  capture_stop
  expect_no_clear 20 $family
  expect_sa alice $family 'rfc4106(gcm(aes))'
  expect_sa bob $family 'rfc4106(gcm(aes))'
done
cygnet_stop alice
cygnet_stop bob
