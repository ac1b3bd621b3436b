package cygnet.kernel.pfkey;

/** Numbers of RFC 2367 section 3.5 and of linux/pfkeyv2.h and linux/ipsec.h: messages, extensions, algorithms. */
final class PfkeyNumbers {
    static final int PF_KEY = 15;
    static final int PF_KEY_V2 = 2;

    static final int MSG_GETSPI = 1;
    static final int MSG_UPDATE = 2;
    static final int MSG_ADD = 3;
    static final int MSG_DELETE = 4;
    static final int MSG_GET = 5;
    static final int MSG_ACQUIRE = 6;
    static final int MSG_REGISTER = 7;
    static final int MSG_EXPIRE = 8;
    static final int MSG_DUMP = 10;
    static final int MSG_SPDUPDATE = 13;
    static final int MSG_SPDDELETE = 15;
    static final int MSG_SPDGET = 16;
    static final int MSG_SPDDUMP = 18;
    static final int MSG_NAT_T_NEW_MAPPING = 23;

    static final int SATYPE_UNSPEC = 0;
    static final int SATYPE_AH = 2;
    static final int SATYPE_ESP = 3;

    static final int EXT_SA = 1;
    static final int EXT_LIFETIME_CURRENT = 2;
    static final int EXT_LIFETIME_HARD = 3;
    static final int EXT_LIFETIME_SOFT = 4;
    static final int EXT_ADDRESS_SRC = 5;
    static final int EXT_ADDRESS_DST = 6;
    static final int EXT_KEY_AUTH = 8;
    static final int EXT_KEY_ENCRYPT = 9;
    static final int EXT_SPIRANGE = 16;
    static final int EXT_POLICY = 18;
    static final int EXT_SA2 = 19;
    static final int EXT_NAT_T_TYPE = 20;
    static final int EXT_NAT_T_SPORT = 21;
    static final int EXT_NAT_T_DPORT = 22;

    static final int STATE_LARVAL = 0;
    static final int STATE_MATURE = 1;

    static final int AALG_NONE = 0;
    static final int AALG_SHA2_384 = 6;
    static final int AALG_SHA2_512 = 7;
    static final int AALG_AES_XCBC = 9;

    static final int EALG_NONE = 0;
    static final int EALG_NULL = 11;
    static final int EALG_AES_CBC = 12;
    static final int EALG_AES_CTR = 13;

    static final int MODE_TRANSPORT = 1;
    static final int MODE_TUNNEL = 2;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private PfkeyNumbers() {}
}
