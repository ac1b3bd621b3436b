# Cygnet over PF_KEY with a Cygnet over netlink, and with one over PF_KEY: AES-CBC and CTR, rekeying, a crash, AH
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up

# What PF_KEY can't do is not offered: bob, over netlink, offers everything.
cygnet alice 'daemon=kernel = pfkey' esp=default
cygnet bob esp=default
for family in 4 6; do
  prove_protected alice bob $family 'auth-trunc hmac(sha384)'
done
cygnet_stop alice
cygnet_stop bob

cygnet alice 'daemon=kernel = pfkey' esp=aes256ctr-sha512 child_rekey=4s ike_rekey=9s
cygnet bob 'daemon=kernel = pfkey' esp=aes256ctr-sha512 child_rekey=5s ike_rekey=11s
ping_first bob alice 4
ping_first alice bob 6
for family in 4 6; do
  expect_sa alice $family 'enc rfc3686(ctr(aes))' "$(grep -c . <<<"$(sas alice $family)")"
done
prove_rekeyed_by_clock 15 3 2
cygnet_stop alice
cygnet_stop bob

# A killed Cygnet leaves SAs and policies, and no packet goes in clear; the next life takes over what the kernel still holds
cygnet alice 'daemon=kernel = pfkey' esp=aes256-sha512
cygnet bob 'daemon=kernel = pfkey' esp=aes256-sha512
capture_start crash
ping_first alice bob 4
cygnet_kill alice
cygnet_start alice
ping_awake alice bob 4
ping_through alice bob 4
capture_stop
expect_no_clear 3 4
cygnet_stop alice
cygnet_stop bob

cygnet alice 'daemon=kernel = pfkey' ah=aesxcbc
cygnet bob ah=aesxcbc
for family in 4 6; do
  prove_contact alice bob $family 'proto ah'
done
cygnet_stop alice
cygnet_stop bob
