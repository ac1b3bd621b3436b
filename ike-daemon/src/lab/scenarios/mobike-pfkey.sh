# A Cygnet over PF_KEY whose address changes: its IKE SA moves, and its Child SAs, which PF_KEY can't move, are made anew
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice mobile=alice 'daemon=kernel = pfkey' esp=aes256-sha512
cygnet bob mobile=alice start=none esp=aes256-sha512
ping_first alice bob 4
renumber alice
capture_start moved
ping_awake alice bob 4
ping_through alice bob 4
transfer alice bob 4 1M
capture_stop
expect_no_clear 20 4
expect_sa bob 4 'auth-trunc hmac(sha512)'
expect_log alice cygnetd 'PF_KEY cannot move an SA to other addresses' 'why the Child SA does not move'
cygnet_stop alice
cygnet_stop bob
