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
  # Datagrams, because each counts by itself: the kernel never holds the ICMPv6 answers that it makes itself.
  datagram_first bob alice $family &
  datagram_first alice bob $family
  wait $!
  ping_through alice bob $family
  ping_through bob alice $family
  capture_stop
  expect_no_clear 6 $family
  # the inbound half of the pair that went is kept for some seconds
  for host in alice bob; do
    await 15 sas_left $host $family 2 || true
    expect_sa $host $family 'rfc4106(gcm(aes))'
  done
done
cygnet_stop alice
cygnet_stop bob
