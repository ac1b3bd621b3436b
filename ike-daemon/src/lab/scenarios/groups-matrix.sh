# The 25 cells: each of two Cygnets has the other in one of the five groups
network
identity alice ed25519
identity bob ed25519
cells_up
dns_up
cells_cygnet bob
cells_cygnet alice
cells_listen

# The first packet, from alice. Rows are alice's groups for bob, columns bob's for alice.
cells_prove alice first 5 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private x ce c c x
clear x c c c x
block - - - - -
TABLE

# Then one from bob
cells_prove bob back 5 <<TABLE
private e e e x -
private-or-clear e e e c -
clear-or-private e e c c -
clear - c c c -
block - x x x -
TABLE

# And one from alice again
cells_prove alice again 5 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private e e c c x
clear x c c c x
block - - - - -
TABLE
cygnet_stop alice
cygnet_stop bob
