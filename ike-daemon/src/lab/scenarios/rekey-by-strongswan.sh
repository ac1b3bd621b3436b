# strongSwan rekeys the Child SA and the IKE SA towards Cygnet under traffic; no packet is lost
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice
strongswan bob
for family in 4 6; do ping_first alice bob $family; done
prove_rekeyed_by bob
cygnet_stop alice
