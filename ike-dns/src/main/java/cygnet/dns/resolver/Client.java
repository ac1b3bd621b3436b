package cygnet.dns.resolver;

import cygnet.ike.address.IpAddress;

/** Who sent a query, and the way back. */
interface Client {
    IpAddress address();

    /** Over TCP, where an answer may have any size. */
    boolean isOverStream();

    void send(byte[] answer);

    /** There will be no answer. */
    void dropped();
}
