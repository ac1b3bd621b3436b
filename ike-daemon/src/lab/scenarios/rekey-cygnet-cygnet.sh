# Two Cygnets rekey under traffic, both sides by their own clock; no packet is lost
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
cygnet alice child_rekey=4s ike_rekey=9s
cygnet bob child_rekey=5s ike_rekey=11s
for family in 4 6; do ping_first alice bob $family; done
prove_rekeyed_by_clock 15 3 2
cygnet_stop alice
cygnet_stop bob
