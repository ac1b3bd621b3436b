# The 25 cells with libreswan, which has groups of the same names, on one side
network
identity alice rsa2048
identity bob rsa2048
cells_up
dns_up
# As it comes, libreswan loses the packet that begins it all
on bob sysctl -qw net.core.xfrm_larval_drop=0
cells_libreswan bob
cells_cygnet alice
cells_listen

# Other than Cygnet's, its group private takes what comes in clear, and protects or stops the answer
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
cygnet_stop alice
