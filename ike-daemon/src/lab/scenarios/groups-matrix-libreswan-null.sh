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
cells_of_cygnet_and_libreswan
expect_status alice 'anonymous'
cygnet_stop alice
