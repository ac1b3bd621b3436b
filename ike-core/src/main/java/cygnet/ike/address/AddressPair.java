package cygnet.ike.address;

/** One address of ours and one of a peer: what SAs in transport mode, and what is known of a peer, are about. */
public record AddressPair(IpAddress local, IpAddress remote) {}
