# Cygnet gets other addresses; libreswan cannot follow with its Child SAs, so Cygnet begins anew
network
identity alice rsa2048
identity bob rsa2048
dns_up
cygnet alice auth=psk secret="between alice and bob" mobile=alice
libreswan bob auth=psk secret="between alice and bob" mobile=alice start=add
for family in 4 6; do
  ping_first alice bob $family
  ping_through bob alice $family
done
forget_logs
renumber alice
for family in 4 6; do
  expect_moved alice $family
  capture_start wire$family
  ping_awake alice bob $family
  expect_log alice cygnetd "bob$family.*$SAYS_MOVED" "alice has moved"
  expect_log bob pluto "alice$family.*MOBIKE update remote address .* FAILED" "it cannot move"
  ping_through alice bob $family
  ping_through bob alice $family
  transfer alice bob $family 1M
  capture_stop
  expect_no_clear 20 $family
  expect_sa alice $family 'rfc4106(gcm(aes))'
done
cygnet_stop alice
