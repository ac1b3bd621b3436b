# Two Cygnets, the kernel spoken to by PF_KEY on one and then on both: what is offered, first packets, rekeying, groups
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up

# What PF_KEY can't do is not offered: bob, over netlink, has everything.
cygnet alice 'daemon=kernel = pfkey' esp=default
cygnet bob esp=default
for family in 4 6; do
  prove_protected alice bob $family "auth-trunc hmac(sha384)"
done
cygnet_stop alice
cygnet_stop bob

ike=aes256gcm16-prfsha256-x25519 
cygnet alice 'daemon=kernel = pfkey' ike=$ike esp=aes256ctr-sha512
cygnet bob 'daemon=kernel = pfkey' ike=$ike esp=aes256ctr-sha512
prove_protected alice bob 4 "enc rfc3686(ctr(aes))"
prove_protected bob alice 6 "auth-trunc hmac(sha512)"
cygnet_stop alice
cygnet_stop bob
