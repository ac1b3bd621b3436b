# Cygnet and libreswan: cookies and another group are demanded by both; liveness, and either is killed
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
# the only group that both have is not the first of either
cygnet alice ike=aes128gcm16-prfsha256-ecp384-ecp256 daemon="cookie_threshold = 0" dpd_delay=2s daemon="retransmit_tries = 3"
libreswan bob ike=aes_gcm128-sha2_256-dh31+dh19 setup="ddos-mode = busy" start=add
for family in 4 6; do
  prove_first_exchange $family 'a cookie and another group were demanded' 'cookies >= 1 && other_groups >= 1'
done
prove_life_and_death 'rfc4106(gcm(aes))'
stop_peer bob

libreswan bob ike=aes_gcm128-sha2_256-dh19 conn="dpddelay = 2" conn="dpdtimeout = 6" conn="retransmit-timeout = 5s" start=add
cygnet_stop alice
cygnet alice ike=aes128gcm16-prfsha256-ecp256
prove_death_of_cygnet
prove_goodbye
