# The 25 cells: each of two Cygnets has the other in one of the five groups
network
identity alice ed25519
identity bob ed25519
cells_up
dns_up
cells_cygnet bob
cells_cygnet alice
cells_listen
cells_of_two_cygnets
cygnet_stop alice
cygnet_stop bob
