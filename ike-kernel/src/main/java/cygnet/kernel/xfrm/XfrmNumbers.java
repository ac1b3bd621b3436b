package cygnet.kernel.xfrm;

/** Numbers of linux/xfrm.h: message types, attributes, groups. */
final class XfrmNumbers {
    /** The netlink protocol. */
    static final int NETLINK_XFRM = 6;

    static final int MSG_NEWSA = 0x10;
    static final int MSG_DELSA = 0x11;
    static final int MSG_GETSA = 0x12;
    static final int MSG_NEWPOLICY = 0x13;
    static final int MSG_DELPOLICY = 0x14;
    static final int MSG_GETPOLICY = 0x15;
    static final int MSG_ALLOCSPI = 0x16;
    static final int MSG_ACQUIRE = 0x17;
    static final int MSG_EXPIRE = 0x18;
    static final int MSG_UPDPOLICY = 0x19;
    static final int MSG_UPDSA = 0x1a;
    static final int MSG_MAPPING = 0x26;

    static final int GROUP_ACQUIRE = 1;
    static final int GROUP_EXPIRE = 2;
    static final int GROUP_MAPPING = 8;

    static final int ATTR_ALG_AUTH = 1;
    static final int ATTR_ALG_CRYPT = 2;
    static final int ATTR_ENCAP = 4;
    static final int ATTR_TMPL = 5;
    static final int ATTR_LTIME_VAL = 9;
    static final int ATTR_REPLAY_VAL = 10;
    static final int ATTR_LASTUSED = 15;
    static final int ATTR_ALG_AEAD = 18;
    static final int ATTR_ALG_AUTH_TRUNC = 20;
    static final int ATTR_MARK = 21;
    static final int ATTR_REPLAY_ESN_VAL = 23;

    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private XfrmNumbers() {}
}
