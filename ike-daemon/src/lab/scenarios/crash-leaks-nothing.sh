# A killed Cygnet leaves no packet in clear; the next life takes over what the kernel still holds
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice
strongswan bob
for family in 4 6; do
  capture_start "before$family"
  ping_first alice bob $family
  cygnet_kill alice
  swanctl_on bob --terminate --ike "alice$family" --force --timeout 5 >"$LAB_OUT/bob/terminate.txt" 2>&1 || true
  ping_blocked alice bob $family
  capture_stop
  expect_no_clear 1 $family
  cygnet_start alice
  capture_start "after$family"
  ping_awake alice bob $family
  ping_through alice bob $family
  capture_stop
  expect_no_clear 3 $family
  expect_sa alice $family 'rfc4106(gcm(aes))'
done
cygnet_stop alice
