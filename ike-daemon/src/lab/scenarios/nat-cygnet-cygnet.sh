# A NAT between two Cygnets: transport mode in UDP, and both IKE and ESP follow when the NAT chooses other ports
network
identity alice ed25519
identity bob ed25519
publish alice
publish bob
dns_up
behind_nat alice
cygnet alice families=4
cygnet bob families=4 start=none
capture_start wire
ping_first alice bob 4
prove_through_nat '2[0-9]{4}' 10M
prove_new_ports
capture_stop
# expect_told HOST REMOTE TEXT: what cygnetctl says of a NAT on the way
expect_told() {
  verdict "cygnetctl flow on $1: $3" grep -qF "  nat     $3" <<<"$(cygnetctl_on "$1" flow "$2")"
}
expect_told alice "$(address bob 4)" 'we are behind a NAT'
expect_told bob "$(address alice 4)" 'the peer is behind a NAT'
expect_no_clear 100 4
cygnet_stop alice
cygnet_stop bob
