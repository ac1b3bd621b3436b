# Cygnet and strongSwan, each as initiator: AES-CCM, AES-CTR, ESP without encryption, AH; and IKE with other algorithms
network
identity alice p384
identity bob p384
publish alice
publish bob
dns_up
ike=aes256gcm16-prfsha512-ecp521,aes256-sha512-prfsha512-modp3072,aes256gcm16-prfsha384-x448
esp=aes256ccm16-noesn,aes256ctr-sha384-noesn,null-sha256-noesn,aes128gcm16-esn
cygnet alice ike=$ike esp=$esp
while IFS='|' read -r family algorithm ike esp; do
  strongswan bob "ike=$ike" "esp=$esp" start=none
  prove_first_exchange "$family" 'four messages or more' 'ike >= 4' "$algorithm"
  stop_peer bob
done <<'ALGORITHMS'
4|rfc4309(ccm(aes))|aes256gcm16-prfsha512-ecp521|aes256ccm16
6|rfc3686(ctr(aes))|aes256-sha512-prfsha512-modp3072|aes256ctr-sha384
4|ecb(cipher_null)|aes256gcm16-prfsha384-x448|null-sha256
6|flag esn|aes256gcm16-prfsha512-ecp521|aes128gcm16-esn
ALGORITHMS
cygnet_stop alice

cygnet alice ah=sha512
strongswan bob ah=sha512 start=none
prove_first_exchange 4 'four messages or more' 'ike >= 4' 'proto ah'
cygnet_stop alice
