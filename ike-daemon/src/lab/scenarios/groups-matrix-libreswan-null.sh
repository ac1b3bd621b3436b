# The 25 cells with libreswan on one side, and nobody says who it is: its groups with AUTH_NULL
network
identity alice ed25519
identity bob rsa2048
cells_up nameless
dns_up
# As it comes, libreswan loses the packet that begins it all
on bob sysctl -qw net.core.xfrm_larval_drop=0
cells_libreswan bob null
cells_cygnet alice anonymous
cells_listen

# As with keys (groups-matrix-libreswan)
cells_prove alice first 8 <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private ce ce c c x
clear c- c c c x
block - - - - -
TABLE
cells_prove bob back 8 <<TABLE
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
clear c- c c c x
block - - - - -
TABLE
expect_status alice 'anonymous'
cygnet_stop alice
