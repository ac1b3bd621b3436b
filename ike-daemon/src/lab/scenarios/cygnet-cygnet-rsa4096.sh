# Two Cygnets on links of MTU 1280: RSA-4096 keys and MODP-4096
network 1280
identity alice rsa4096
identity bob rsa4096
publish alice
publish bob
dns_up
cygnet alice ike=aes256gcm16-prfsha384-modp4096
cygnet bob ike=aes256gcm16-prfsha384-modp4096
for family in 4 6; do
  prove_protected alice bob $family
done
cygnet_stop alice
cygnet_stop bob
