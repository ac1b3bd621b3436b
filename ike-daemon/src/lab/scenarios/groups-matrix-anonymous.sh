# The 25 cells between two Cygnets that DNS knows nothing about: neither has a name there, nor a key
network
identity alice ed25519
identity bob ed25519
cells_up nameless
dns_up
cells_cygnet bob anonymous
cells_cygnet alice anonymous
cells_listen

# As with keys (groups-matrix)
cells_prove alice first 5 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private x ce c c x
clear x c c c x
block - - - - -
TABLE
cells_prove bob back 5 <<TABLE
private e e e x -
private-or-clear e e e c -
clear-or-private e e c c -
clear - c c c -
block - x x x -
TABLE
cells_prove alice again 5 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private e e c c x
clear x c c c x
block - - - - -
TABLE
expect_status alice 'anonymous'
expect_status bob 'anonymous'
cygnet_stop alice
cygnet_stop bob
