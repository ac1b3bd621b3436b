# Cygnet and OpenIKED, each as initiator: pre-shared key, RSA-4096 certificates in fragments, and raw keys on P-256
network
identity alice rsa4096
identity bob rsa4096
dns_up
cygnet alice auth=psk secret="between alice and bob" esp=aes256-sha512
openiked bob auth="psk between alice and bob"
prove_first_exchange 4 'no fragments' 'fragmented_there == 0 && fragmented_back == 0' 'hmac(sha512)'
cygnet_stop alice
stop_peer bob

authority
certify alice
certify bob
cygnet alice cert=alice.crt ca=ca.crt esp=aes256-sha512
openiked bob auth=cert set=fragmentation
prove_first_exchange 6 'fragments of both' 'fragmented_there >= 1 && fragmented_back >= 1' 'hmac(sha512)'
cygnet_stop alice
stop_peer bob

identity alice p256
identity bob p256
cygnet alice pin=bob.pub ike=aes256-sha256-modp3072 esp=aes256-sha512
openiked bob ike="enc aes-256 auth hmac-sha2-256 prf hmac-sha2-256 group modp3072"
prove_first_exchange 4 'four messages or more' 'ike >= 4' 'hmac(sha512)'
cygnet_stop alice
