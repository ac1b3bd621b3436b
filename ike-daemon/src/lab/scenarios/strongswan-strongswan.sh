# The lab itself, without Cygnet: it sees clear packets, DNS is signed and validated, two strongSwans protect traffic
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
expect_dns alice bob.example.test IPSECKEY 'flags: qr rd ra ad'
expect_dns alice bob.example.test IPSECKEY 'IPSECKEY.10 0 2 \. '
for family in 4 6; do
  capture_start "clear$family"
  ping_through alice bob $family 3
  capture_stop
  eval "$(wire_facts $family)"
  verdict "IPv$family: the capture shows what went in clear ($clear packets)" [ "$clear" = 6 ]
done
strongswan alice
strongswan bob
for family in 4 6; do
  prove_protected alice bob $family 'rfc4106(gcm(aes))' lost
done
