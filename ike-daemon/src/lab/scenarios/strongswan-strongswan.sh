# The lab itself, without Cygnet: two strongSwans with RSA keys; the keys are in DNS and validated, but come from files
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
expect_dns alice bob.example.test IPSECKEY 'flags: qr rd ra ad'
expect_dns alice bob.example.test IPSECKEY "IPSECKEY.10 0 2 \. "
strongswan alice
strongswan bob
for family in 4 6; do
  prove_protected alice bob $family 'rfc4106(gcm(aes))' lost
done
