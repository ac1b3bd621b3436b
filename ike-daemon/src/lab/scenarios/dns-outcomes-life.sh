# A peer's key in DNS is joined by another, withdrawn, and comes back; a zone without a key gets one, and then signatures
# limit: 1200
# What DNS says is kept for a minute at least, however short the TTL; so each stage takes one or two.
network
identity alice ed25519
identity bob ed25519 bob.life.example.test
publish alice
for host in alice bob; do publish_reverse $host; done
outcomes bind
# nobody has configured the other: groups say what is to be done
cygnet alice daemon='log = debug' group='private { networks = 192.0.2.0/24, 2001:db8::/64 }'
cygnet bob group='private-or-clear { networks = 192.0.2.0/24, 2001:db8::/64 }'
for family in 4 6; do prove_contact alice bob $family; done
expect_outcomes alice <<OUTCOMES
bob.life|found, secure|1 usable .*Ed25519
host.late.life|unproven absence|no such record
OUTCOMES

life_stage 1
spis=$(sas alice 4 | grep -o 'spi 0x[0-9a-f]*' | sort)
for family in 4 6; do stream_start alice bob $family; done
verdict 'a key that appears is found after two minutes at most' await 130 looks_like alice host.late.life.example.test 'found, unvalidated' '1 usable'
verdict 'a second key of the peer as well' await 130 looks_like alice bob.life.example.test 'found, secure' '2 usable'
pause 65 # the SAs' key has been looked up again by now
for family in 4 6; do stream_stop $family; done
verdict 'with both keys in DNS the SAs stay the same' [ "$spis" = "$(sas alice 4 | grep -o 'spi 0x[0-9a-f]*' | sort)" ]

life_stage 2
began=$(now_ms)
for family in 4 6; do
  await 240 no_sa alice $family || true
  expect_no_sa alice $family
  expect_log alice cygnetd "the keys of bob.life.example.test are no longer in DNS: proven absence" "why, over IPv$family"
done
note "the SAs ended $((($(now_ms) - began) / 1000)) s after the key was withdrawn"
verdict 'the key is proven to be absent' looks_like alice bob.life.example.test 'proven absence' 'no such record'
verdict 'a zone that is signed now is secure' await 130 looks_like alice host.late.life.example.test 'found, secure' '1 usable'
capture_start withdrawn
for family in 4 6; do ping_blocked alice bob $family; done
capture_stop
for family in 4 6; do expect_wire $family 'nothing leaves alice in clear' 'clear_there == 0'; done

life_stage 3
verdict 'a key that is back is found' await 130 looks_like alice bob.life.example.test 'found, secure' '1 usable'
began=$(now_ms)
for family in 4 6; do
  # that there was no key is believed for a while
  await 130 on alice ping -n -q -c 1 -W 1 "$(address bob $family)" >/dev/null || true
  ping_through alice bob $family
done
note "both families are protected again $((($(now_ms) - began) / 1000)) s after that"
for outcome in 'bob.life.example.test: found, secure' 'bob.life.example.test: proven absence' \
  'host.late.life.example.test: unproven absence' 'host.late.life.example.test: found, unvalidated' 'host.late.life.example.test: found, secure'; do
  expect_log alice cygnetd "dns: keys of $outcome" "$outcome"
done
cygnet_stop alice
cygnet_stop bob
