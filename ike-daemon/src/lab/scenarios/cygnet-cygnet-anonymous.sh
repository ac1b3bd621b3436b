# Two Cygnets: the client does not say who it is, the server proves it (NULL authentication)
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice local_auth=null
cygnet bob remote_auth=null start=none
for family in 4 6; do
  prove_protected alice bob $family
done
expect_status alice 'dnssec'
expect_status bob 'anonymous'
cygnet_stop alice
cygnet_stop bob
