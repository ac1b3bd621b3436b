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
cells_of_cygnet_and_libreswan
cygnet_stop alice
