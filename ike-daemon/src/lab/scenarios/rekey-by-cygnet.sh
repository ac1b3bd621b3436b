# Cygnet rekeys the Child SA and the IKE SA towards strongSwan under traffic; no packet is lost
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice child_rekey=4s ike_rekey=7s
strongswan bob
for family in 4 6; do
  ping_first alice bob $family
  prove_rekeyed $family 12 3
  expect_log bob charon 'IKE_SA .* rekeyed|IKE_SA alice'$family'.* established' "the IKE SA was rekeyed, over IPv$family"
done
cygnet_stop alice
