# Cygnet and OpenIKED, each as initiator, with raw keys on P-384: AES-CTR, HMAC-SHA2-384; IKE with other algorithms; AH
network
identity alice p384
identity bob p384
publish alice
publish bob
dns_up
ike=aes256gcm16-prfsha384-ecp384,aes256-sha512-prfsha512-modp4096,aes256-sha384-prfsha384-ecp521
cygnet alice ike=$ike esp=aes256ctr-sha512,aes128-sha384,aes192-sha512
while IFS='|' read -r family algorithm ike esp; do
  openiked bob "ike=$ike" "esp=$esp noesn"
  prove_first_exchange "$family" 'four messages or more' 'ike >= 4' "$algorithm"
  stop_peer bob
done <<'ALGORITHMS'
4|rfc3686(ctr(aes))|enc aes-256-gcm prf hmac-sha2-384 group ecp384|enc aes-256-ctr auth hmac-sha2-512
6|hmac(sha384)|enc aes-256 auth hmac-sha2-512 prf hmac-sha2-512 group modp4096|enc aes-128 auth hmac-sha2-384
4|hmac(sha512)|enc aes-256 auth hmac-sha2-384 prf hmac-sha2-384 group ecp521|enc aes-192 auth hmac-sha2-512
ALGORITHMS
cygnet_stop alice

cygnet alice ah=sha512
openiked bob encap=ah esp="auth hmac-sha2-512 noesn"
prove_contact alice bob 6 'proto ah'
prove_deleted_by bob 6
cygnet_stop alice
