/*
 * Writes the PF_KEY messages that the kernel's own headers make of some commands: one a line, a name and the octets in
 * hexadecimal, for a little-endian 64-bit machine; sequence number and process id are 0. What it printed is
 * src/test/resources/cygnet/kernel/pfkey/requests.txt:
 *
 *   cd src/test/golden; gcc -Wall -o /tmp/requests pfkey-requests.c && /tmp/requests
 */
#include <arpa/inet.h>
#include <linux/ipsec.h>
#include <linux/pfkeyv2.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static unsigned char message[4096];
static struct sadb_msg *const header = (struct sadb_msg *)message;

static void begin(int type, int satype) {
    memset(message, 0, sizeof message);
    header->sadb_msg_version = PF_KEY_V2;
    header->sadb_msg_type = type;
    header->sadb_msg_satype = satype;
    header->sadb_msg_len = sizeof *header / 8;
}

static void *extension(int type, size_t size) {
    struct sadb_ext *at = (struct sadb_ext *)(message + header->sadb_msg_len * 8);
    at->sadb_ext_len = (size + 7) / 8;
    at->sadb_ext_type = type;
    header->sadb_msg_len += at->sadb_ext_len;
    return at;
}

static void end(const char *name) {
    printf("%s ", name);
    for (int i = 0; i < header->sadb_msg_len * 8; i++) printf("%02x", message[i]);
    printf("\n");
}

static void address(int type, const char *text, int prefix, int proto, int port) {
    int ipv6 = strchr(text, ':') != 0;
    size_t size = sizeof(struct sadb_address) + (ipv6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
    struct sadb_address *at = extension(type, size);
    at->sadb_address_prefixlen = prefix;
    at->sadb_address_proto = proto;
    if (ipv6) {
        struct sockaddr_in6 *name = (struct sockaddr_in6 *)(at + 1);
        name->sin6_family = AF_INET6;
        name->sin6_port = htons(port);
        inet_pton(AF_INET6, text, &name->sin6_addr);
    } else {
        struct sockaddr_in *name = (struct sockaddr_in *)(at + 1);
        name->sin_family = AF_INET;
        name->sin_port = htons(port);
        inet_pton(AF_INET, text, &name->sin_addr);
    }
}

static void hosts(const char *source, const char *destination) {
    int bits = strchr(source, ':') ? 128 : 32;
    address(SADB_EXT_ADDRESS_SRC, source, bits, 0, 0);
    address(SADB_EXT_ADDRESS_DST, destination, bits, 0, 0);
}

static void sa2(int reqid) {
    struct sadb_x_sa2 *at = extension(SADB_X_EXT_SA2, sizeof *at);
    at->sadb_x_sa2_mode = IPSEC_MODE_TRANSPORT;
    at->sadb_x_sa2_reqid = reqid;
}

static struct sadb_sa *sa(unsigned spi) {
    struct sadb_sa *at = extension(SADB_EXT_SA, sizeof *at);
    at->sadb_sa_spi = htonl(spi);
    return at;
}

static void lifetime(int type, int packets, int octets, int seconds) {
    struct sadb_lifetime *at = extension(type, sizeof *at);
    at->sadb_lifetime_allocations = packets;
    at->sadb_lifetime_bytes = octets;
    at->sadb_lifetime_addtime = seconds;
}

static void key(int type, int first, int octets) {
    struct sadb_key *at = extension(type, sizeof *at + octets);
    at->sadb_key_bits = octets * 8;
    for (int i = 0; i < octets; i++) ((unsigned char *)(at + 1))[i] = first + i;
}

static void encapsulation(int source, int destination) {
    struct sadb_x_nat_t_type *type = extension(SADB_X_EXT_NAT_T_TYPE, sizeof *type);
    type->sadb_x_nat_t_type_type = 2; /* UDP_ENCAP_ESPINUDP */
    struct sadb_x_nat_t_port *port = extension(SADB_X_EXT_NAT_T_SPORT, sizeof *port);
    port->sadb_x_nat_t_port_port = htons(source);
    port = extension(SADB_X_EXT_NAT_T_DPORT, sizeof *port);
    port->sadb_x_nat_t_port_port = htons(destination);
}

static void policy(int direction, int type, int priority, int proto, int level, int reqid) {
    struct sadb_x_policy *at = extension(SADB_X_EXT_POLICY, sizeof *at + (level ? 16 : 0));
    at->sadb_x_policy_type = type;
    at->sadb_x_policy_dir = direction;
    at->sadb_x_policy_priority = priority;
    if (level) {
        struct sadb_x_ipsecrequest *request = (struct sadb_x_ipsecrequest *)(at + 1);
        request->sadb_x_ipsecrequest_len = sizeof *request;
        request->sadb_x_ipsecrequest_proto = proto;
        request->sadb_x_ipsecrequest_mode = IPSEC_MODE_TRANSPORT;
        request->sadb_x_ipsecrequest_level = level;
        request->sadb_x_ipsecrequest_reqid = reqid;
    }
}

int main(void) {
    const char *alice = "192.0.2.1", *bob = "192.0.2.2", *alice6 = "2001:db8::1", *bob6 = "2001:db8::2";

    begin(SADB_GETSPI, SADB_SATYPE_ESP);
    hosts(bob, alice);
    sa2(0);
    struct sadb_spirange *range = extension(SADB_EXT_SPIRANGE, sizeof *range);
    range->sadb_spirange_min = 0xc0000000;
    range->sadb_spirange_max = 0xcfffffff;
    end("allocate-spi");

    begin(SADB_GETSPI, SADB_SATYPE_ESP);
    hosts(alice, bob);
    sa2(0x1000);
    range = extension(SADB_EXT_SPIRANGE, sizeof *range);
    range->sadb_spirange_min = 0xc0000000;
    range->sadb_spirange_max = 0xcfffffff;
    end("allocate-spi-of-acquire");

    begin(SADB_ADD, SADB_SATYPE_ESP);
    struct sadb_sa *at = sa(0xc0ffee00);
    at->sadb_sa_state = SADB_SASTATE_MATURE;
    at->sadb_sa_auth = SADB_X_AALG_SHA2_512HMAC;
    at->sadb_sa_encrypt = SADB_X_EALG_AESCBC;
    lifetime(SADB_EXT_LIFETIME_HARD, 4000, 2000, 60);
    lifetime(SADB_EXT_LIFETIME_SOFT, 3000, 1000, 50);
    hosts(alice, bob);
    key(SADB_EXT_KEY_AUTH, 100, 64);
    key(SADB_EXT_KEY_ENCRYPT, 0, 32);
    sa2(0x1000);
    end("add-outbound-aes-cbc-256-sha2-512");

    begin(SADB_UPDATE, SADB_SATYPE_ESP);
    at = sa(0xcafe0001);
    at->sadb_sa_state = SADB_SASTATE_MATURE;
    at->sadb_sa_replay = 32;
    at->sadb_sa_auth = SADB_X_AALG_SHA2_384HMAC;
    at->sadb_sa_encrypt = SADB_X_EALG_AESCTR;
    hosts(bob6, alice6);
    key(SADB_EXT_KEY_AUTH, 100, 48);
    key(SADB_EXT_KEY_ENCRYPT, 0, 20);
    sa2(0x1000);
    encapsulation(61234, 4500);
    end("add-inbound-aes-ctr-128-sha2-384-udp");

    begin(SADB_ADD, SADB_SATYPE_AH);
    at = sa(0xcafe0003);
    at->sadb_sa_state = SADB_SASTATE_MATURE;
    at->sadb_sa_auth = SADB_X_AALG_AES_XCBC_MAC;
    hosts(alice, bob);
    key(SADB_EXT_KEY_AUTH, 100, 16);
    sa2(0x1000);
    end("add-outbound-ah-aes-xcbc");

    begin(SADB_DELETE, SADB_SATYPE_ESP);
    sa(0xcafe0001);
    hosts(bob6, alice6);
    end("delete-sa");

    begin(SADB_GET, SADB_SATYPE_ESP);
    sa(0xcafe0001);
    hosts(bob6, alice6);
    end("query-sa");

    begin(SADB_DUMP, SADB_SATYPE_UNSPEC);
    end("dump-sas");

    begin(SADB_X_SPDUPDATE, 0);
    address(SADB_EXT_ADDRESS_SRC, alice, 32, 255, 0);
    address(SADB_EXT_ADDRESS_DST, bob, 32, 255, 0);
    policy(IPSEC_DIR_OUTBOUND, IPSEC_POLICY_IPSEC, 2000, IPPROTO_ESP, IPSEC_LEVEL_UNIQUE, 0x1000);
    end("put-protect-outbound");

    begin(SADB_X_SPDUPDATE, 0);
    address(SADB_EXT_ADDRESS_SRC, "2001:db8::", 64, IPPROTO_UDP, 53);
    address(SADB_EXT_ADDRESS_DST, alice6, 128, IPPROTO_UDP, 0);
    policy(IPSEC_DIR_INBOUND, IPSEC_POLICY_IPSEC, 2001, IPPROTO_ESP, IPSEC_LEVEL_USE, 0);
    end("put-use-inbound");

    begin(SADB_X_SPDUPDATE, 0);
    address(SADB_EXT_ADDRESS_SRC, "::", 0, IPPROTO_ICMPV6, 135);
    address(SADB_EXT_ADDRESS_DST, "::", 0, IPPROTO_ICMPV6, 0);
    policy(IPSEC_DIR_OUTBOUND, IPSEC_POLICY_NONE, 3, 0, 0, 0);
    end("put-allow");

    begin(SADB_X_SPDUPDATE, 0);
    address(SADB_EXT_ADDRESS_SRC, "198.51.100.0", 24, 255, 0);
    address(SADB_EXT_ADDRESS_DST, "0.0.0.0", 0, 255, 0);
    lifetime(SADB_EXT_LIFETIME_HARD, 0, 0, 60);
    policy(IPSEC_DIR_INBOUND, IPSEC_POLICY_DISCARD, 4, 0, 0, 0);
    end("put-block-for-a-minute");

    begin(SADB_X_SPDDELETE, 0);
    address(SADB_EXT_ADDRESS_SRC, "198.51.100.0", 24, 255, 0);
    address(SADB_EXT_ADDRESS_DST, "0.0.0.0", 0, 255, 0);
    policy(IPSEC_DIR_INBOUND, 0, 0, 0, 0, 0);
    end("delete-policy");

    begin(SADB_REGISTER, SADB_SATYPE_AH);
    end("register-ah");
    begin(SADB_REGISTER, SADB_SATYPE_ESP);
    end("register-esp");

    /* What stands alone, without the message's header. */
    begin(0, 0);
    policy(IPSEC_DIR_INBOUND, IPSEC_POLICY_BYPASS, 0, 0, 0, 0);
    end("bypass-inbound");
    return 0;
}
