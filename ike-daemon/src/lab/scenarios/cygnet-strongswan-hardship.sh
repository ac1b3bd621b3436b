# Cygnet and strongSwan: cookies and another group are demanded by both; liveness, and either is killed
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
# the only group that both have is not the first of either
cygnet alice ike=aes128gcm16-prfsha256-ecp384-ecp256 daemon="cookie_threshold = 0" dpd_delay=2s daemon="retransmit_tries = 3"
strongswan bob ike=aes128gcm16-prfsha256-x25519-ecp256 start=none charon="cookie_threshold = 1" charon="half_open_timeout = 90"
half_open alice bob # it asks for cookies only while somebody else is half-way
for family in 4 6; do
  prove_first_exchange $family 'a cookie and another group were demanded' 'cookies >= 1 && other_groups >= 1'
done
prove_life_and_death 'rfc4106(gcm(aes))'
stop_peer bob

strongswan bob ike=aes128gcm16-prfsha256-ecp256 start=none dpd_delay=2s charon="retransmit_tries = 2"
cygnet_stop alice
cygnet alice ike=aes128gcm16-prfsha256-ecp256
prove_death_of_cygnet
cygnet_stop alice
