# A stopped Cygnet deletes its SAs at the peer and its own policies; afterwards the hosts talk in clear
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice
strongswan bob start=none
for family in 4 6; do
  ping_first alice bob $family
  expect_sa bob $family 'rfc4106(gcm(aes))'
done
forget_logs
cygnet_stop alice
expect_log bob charon "$SWAN_DELETED" "alice deleted the IKE SA"
for family in 4 6; do
  await 5 no_sa bob $family || true
  expect_no_sa bob $family
  ping_through alice bob $family
done
cygnet_start alice
for family in 4 6; do
  ping_first alice bob $family
done
cygnet_stop alice
