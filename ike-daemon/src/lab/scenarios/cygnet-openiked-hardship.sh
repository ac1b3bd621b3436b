# Cygnet and OpenIKED: cookies are demanded by Cygnet, another group by both; liveness, and either is killed
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
# the only group that both have is not the first of either
cygnet alice ike=aes128gcm16-prfsha256-ecp384-ecp256 esp=aes256-sha512 daemon="cookie_threshold = 0" dpd_delay=2s \
  daemon="retransmit_tries = 3"
openiked bob ike="enc aes-128-gcm prf hmac-sha2-256 group curve25519 group ecp256"
for family in 4 6; do
  prove_first_exchange $family 'another group was demanded' 'other_groups >= 1' 'hmac(sha512)'
done
prove_life_and_death 'hmac(sha512)'
cygnet_kill alice
prove_second_life
cygnet_stop alice
