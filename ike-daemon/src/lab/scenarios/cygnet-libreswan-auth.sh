# Cygnet and libreswan, each as initiator: pre-shared key, RSA-4096 certificates in fragments, and nobody saying who it is
network
identity alice rsa4096
identity bob rsa4096
dns_up
cygnet alice auth=psk secret="between alice and bob"
libreswan bob auth=psk secret="between alice and bob" start=add
prove_first_exchange 4 'no fragments' 'fragmented_there == 0 && fragmented_back == 0'
cygnet_stop alice
stop_peer bob

authority
certify alice
certify bob
cygnet alice cert=alice.crt ca=ca.crt
libreswan bob auth=cert start=add
prove_first_exchange 6 'fragments of both' 'fragmented_there >= 1 && fragmented_back >= 1'
cygnet_stop alice
stop_peer bob

cygnet alice local_auth=null remote_auth=null
libreswan bob auth=null start=add
prove_first_exchange 4 'four messages or more' 'ike >= 4'
prove_contact alice bob 6
expect_status alice anonymous
cygnet_stop alice
