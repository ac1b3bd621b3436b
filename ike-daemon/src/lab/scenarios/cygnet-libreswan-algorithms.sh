# Cygnet and libreswan, each as initiator, with raw keys on P-256: all ciphers of ESP, none, AH; extended sequence numbers; other algorithms of IKE
network
identity alice p256
identity bob p256
publish alice
publish bob
dns_up
ike=aes256gcm16-prfsha512-ecp521,aes256-sha512-prfsha512-modp3072,aes256ctr-sha384-prfsha384-ecp384,aes256-sha256-modp4096
ike+=,chacha20poly1305-prfsha256-x25519
cygnet alice ike=$ike esp=aes256ccm16,chacha20poly1305,null-sha256,aes256-sha512,aes128ctr-sha256,aes256gcm16-esn
while IFS='|' read -r family algorithm ike esp; do
  libreswan bob "ike=$ike" "esp=$esp" start=add
  prove_first_exchange "$family" 'four messages or more' 'ike >= 4' "$algorithm"
  stop_peer bob
done <<'ALGORITHMS'
4|rfc4309(ccm(aes))|aes_gcm256-sha2_512-dh21|aes_ccm256
6|rfc7539esp(chacha20,poly1305)|aes256-sha2_512-dh15|chacha20_poly1305
4|ecb(cipher_null)|aes_ctr256-sha2_384-dh20|null-sha2_256
6|cbc(aes)|aes256-sha2_256-dh16|aes256-sha2_512
4|rfc3686(ctr(aes))|chacha20_poly1305-sha2_256-dh31|aes_ctr128-sha2_256
6|flag esn|aes_gcm256-sha2_512-dh21|aes_gcm256
ALGORITHMS
cygnet_stop alice

cygnet alice ah=sha512
libreswan bob ah=sha2_512 start=add
prove_first_exchange 6 'four messages or more' 'ike >= 4' 'proto ah'
cygnet_stop alice
