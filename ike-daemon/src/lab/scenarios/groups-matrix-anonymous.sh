# The 25 cells between two Cygnets that DNS knows nothing about: neither has a name there, nor a key
network
identity alice ed25519
identity bob ed25519
cells_up nameless
dns_up
cells_cygnet bob anonymous
cells_cygnet alice anonymous
cells_listen
cells_of_two_cygnets
expect_status alice 'anonymous'
expect_status bob 'anonymous'
cygnet_stop alice
cygnet_stop bob
