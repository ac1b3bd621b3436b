# Both Cygnets begin at the same moment: one pair of SAs is left, and traffic passes
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice
cygnet bob
for family in 4 6; do
  capture_start "wire$family"
  ping_first bob alice $family &
  ping_first alice bob $family
  wait $!
  pause 3
  ping_through alice bob $family
  ping_through bob alice $family
  capture_stop
  expect_no_clear 6 $family
  expect_sa alice $family 'rfc4106(gcm(aes))'
  expect_sa bob $family 'rfc4106(gcm(aes))'
done
cygnet_stop alice
cygnet_stop bob
