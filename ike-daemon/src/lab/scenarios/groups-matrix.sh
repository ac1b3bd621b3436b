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
cells_ask alice first 5
for family in 4 6; do
  cells_became $family <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private x ce c c x
clear x c c c x
block - - - - -
TABLE
done

# Then one from bob
cells_ask bob back 5
for family in 4 6; do
  cells_became $family <<TABLE
private e e e x -
private-or-clear e e e c -
clear-or-private e e c c -
clear - c c c -
block - x x x -
TABLE
done

# And one from alice again
cells_ask alice again 5
for family in 4 6; do
  cells_became $family <<TABLE
private e e e - -
private-or-clear e e e c x
clear-or-private e e c c x
clear x c c c x
block - - - - -
TABLE
done
cygnet_stop alice
cygnet_stop bob
