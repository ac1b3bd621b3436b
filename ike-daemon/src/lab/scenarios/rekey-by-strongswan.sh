# strongSwan rekeys the Child SA and the IKE SA towards Cygnet under traffic; no packet is lost
network
identity alice rsa2048
identity bob rsa2048
publish alice
publish bob
dns_up
cygnet alice
strongswan bob
for family in 4 6; do
  ping_first alice bob $family
  (
    pause 2
    swanctl_on bob --rekey --child host$family
    pause 2
    swanctl_on bob --rekey --ike alice$family
    pause 2
    swanctl_on bob --rekey --child host$family
  ) >"$LAB_OUT/bob/rekey$family.txt" 2>&1 &
  prove_rekeyed $family 12 3
  expect_log bob charon "IKE_SA alice$family.* rekeyed" "the IKE SA was rekeyed, over IPv$family"
done
cygnet_stop alice
