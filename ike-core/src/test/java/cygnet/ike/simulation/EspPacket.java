package cygnet.ike.simulation;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import java.util.Optional;

/** A packet on the wire, protected: whoever has the same keys can open it. */
record EspPacket(
        IpAddress source, SaId id, FakeKernel.Keys keys, Optional<Encapsulation> encapsulation, Packet content) {}
