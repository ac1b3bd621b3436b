/*
 * Writes the netlink messages that the kernel's own headers make of some commands: one a line, a name and the octets in
 * hexadecimal, for a little-endian 64-bit machine. What it printed is src/test/resources/cygnet/kernel/xfrm/requests.txt:
 *
 *   cd src/test/golden; gcc -Wall -o /tmp/requests requests.c && /tmp/requests
 */
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <stdio.h>
#include <string.h>

static unsigned char message[4096];
static struct nlmsghdr *const header = (struct nlmsghdr *)message;

static void begin(int type) {
    memset(message, 0, sizeof message);
    header->nlmsg_len = NLMSG_HDRLEN;
    header->nlmsg_type = type;
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    header->nlmsg_seq = 1;
}

static void *structure(size_t size) {
    void *at = message + header->nlmsg_len;
    header->nlmsg_len += NLMSG_ALIGN(size);
    return at;
}

static void *attribute(int type, size_t size) {
    struct nlattr *at = structure(NLA_HDRLEN + size);
    at->nla_type = type;
    at->nla_len = NLA_HDRLEN + size;
    return (unsigned char *)at + NLA_HDRLEN;
}

static void end(const char *name) {
    printf("%s ", name);
    for (unsigned i = 0; i < header->nlmsg_len; i++) printf("%02x", message[i]);
    printf("\n");
}

static int family;

static void address(xfrm_address_t *field, const char *text) {
    family = strchr(text, ':') ? AF_INET6 : AF_INET;
    inet_pton(family, text, field);
}

static void selector(struct xfrm_selector *sel, const char *source, int source_prefix, const char *destination,
                     int destination_prefix, int proto, int sport, int dport) {
    address(&sel->saddr, source);
    address(&sel->daddr, destination);
    sel->family = family;
    sel->prefixlen_s = source_prefix;
    sel->prefixlen_d = destination_prefix;
    sel->proto = proto;
    if (sport >= 0) {
        sel->sport = htons(sport);
        sel->sport_mask = htons(0xffff);
    }
    if (dport >= 0) {
        sel->dport = htons(dport);
        sel->dport_mask = htons(0xffff);
    }
}

static void unlimited(struct xfrm_lifetime_cfg *lft) {
    lft->soft_byte_limit = lft->hard_byte_limit = XFRM_INF;
    lft->soft_packet_limit = lft->hard_packet_limit = XFRM_INF;
}

static void key(char *at, int first, int octets) {
    for (int i = 0; i < octets; i++) at[i] = first + i;
}

static struct xfrm_usersa_info *sa(int type, const char *source, const char *destination, unsigned spi) {
    begin(type);
    struct xfrm_usersa_info *sa = structure(sizeof *sa);
    address(&sa->saddr, source);
    address(&sa->id.daddr, destination);
    sa->id.spi = htonl(spi);
    sa->id.proto = IPPROTO_ESP;
    sa->family = family;
    unlimited(&sa->lft);
    sa->reqid = 0x43590001;
    return sa;
}

static void allocate(const char *from, const char *to, int reqid, const char *name) {
    begin(XFRM_MSG_ALLOCSPI);
    struct xfrm_userspi_info *spi = structure(sizeof *spi);
    address(&spi->info.saddr, from);
    address(&spi->info.id.daddr, to);
    spi->info.id.proto = IPPROTO_ESP;
    spi->info.family = family;
    spi->info.reqid = reqid;
    spi->min = 0xc0000000;
    spi->max = 0xcfffffff;
    end(name);
}

static void add_outbound_gcm(void) {
    struct xfrm_usersa_info *info = sa(XFRM_MSG_NEWSA, "192.0.2.1", "192.0.2.2", 0xc0ffee00);
    selector(&info->sel, "192.0.2.1", 32, "192.0.2.2", 32, 0, -1, -1);
    info->seq = 7;
    info->lft.soft_byte_limit = 1000;
    info->lft.hard_byte_limit = 2000;
    info->lft.soft_packet_limit = 3000;
    info->lft.hard_packet_limit = 4000;
    info->lft.soft_add_expires_seconds = 50;
    info->lft.hard_add_expires_seconds = 60;
    struct xfrm_algo_aead *aead = attribute(XFRMA_ALG_AEAD, sizeof *aead + 20);
    strcpy(aead->alg_name, "rfc4106(gcm(aes))");
    aead->alg_key_len = 160;
    aead->alg_icv_len = 128;
    key(aead->alg_key, 0, 20);
    end("add-outbound-aes-gcm-128");
}

static void add_inbound_cbc_esn_in_udp(void) {
    struct xfrm_usersa_info *info = sa(XFRM_MSG_UPDSA, "2001:db8::2", "2001:db8::1", 0xcafe0001);
    selector(&info->sel, "2001:db8::2", 128, "2001:db8::1", 128, IPPROTO_TCP, 25, -1);
    info->flags = XFRM_STATE_ESN;
    struct xfrm_algo *crypt = attribute(XFRMA_ALG_CRYPT, sizeof *crypt + 32);
    strcpy(crypt->alg_name, "cbc(aes)");
    crypt->alg_key_len = 256;
    key(crypt->alg_key, 0, 32);
    struct xfrm_algo_auth *auth = attribute(XFRMA_ALG_AUTH_TRUNC, sizeof *auth + 48);
    strcpy(auth->alg_name, "hmac(sha384)");
    auth->alg_key_len = 384;
    auth->alg_trunc_len = 192;
    key(auth->alg_key, 100, 48);
    struct xfrm_replay_state_esn *esn = attribute(XFRMA_REPLAY_ESN_VAL, sizeof *esn + 4 * sizeof(__u32));
    esn->bmp_len = 4;
    esn->replay_window = 100;
    struct xfrm_encap_tmpl *encap = attribute(XFRMA_ENCAP, sizeof *encap);
    encap->encap_type = 2; /* UDP_ENCAP_ESPINUDP of linux/udp.h */
    encap->encap_sport = htons(61234);
    encap->encap_dport = htons(4500);
    end("add-inbound-aes-cbc-256-sha2-384-esn-udp");
}

static void add_tunnel_chacha(void) {
    struct xfrm_usersa_info *info = sa(XFRM_MSG_UPDSA, "192.0.2.2", "192.0.2.1", 0xcafe0002);
    info->mode = XFRM_MODE_TUNNEL;
    info->flags = XFRM_STATE_AF_UNSPEC;
    info->replay_window = 32;
    struct xfrm_algo_aead *aead = attribute(XFRMA_ALG_AEAD, sizeof *aead + 36);
    strcpy(aead->alg_name, "rfc7539esp(chacha20,poly1305)");
    aead->alg_key_len = 288;
    aead->alg_icv_len = 128;
    key(aead->alg_key, 0, 36);
    end("add-inbound-chacha20-poly1305-tunnel");
}

static void add_ah(void) {
    struct xfrm_usersa_info *info = sa(XFRM_MSG_NEWSA, "192.0.2.1", "192.0.2.2", 0xcafe0003);
    selector(&info->sel, "192.0.2.1", 32, "192.0.2.2", 32, 0, -1, -1);
    info->id.proto = IPPROTO_AH;
    info->flags = XFRM_STATE_ALIGN4;
    struct xfrm_algo_auth *auth = attribute(XFRMA_ALG_AUTH_TRUNC, sizeof *auth + 32);
    strcpy(auth->alg_name, "hmac(sha256)");
    auth->alg_key_len = 256;
    auth->alg_trunc_len = 128;
    key(auth->alg_key, 100, 32);
    end("add-outbound-ah-sha2-256");
}

static void sa_id(int type, const char *name) {
    begin(type);
    struct xfrm_usersa_id *id = structure(sizeof *id);
    address(&id->daddr, "2001:db8::1");
    id->family = family;
    id->spi = htonl(0xcafe0001);
    id->proto = IPPROTO_ESP;
    end(name);
}

static struct xfrm_userpolicy_info *policy(int direction, int priority, int action) {
    begin(XFRM_MSG_UPDPOLICY);
    struct xfrm_userpolicy_info *policy = structure(sizeof *policy);
    unlimited(&policy->lft);
    policy->dir = direction;
    policy->priority = priority;
    policy->action = action;
    return policy;
}

static struct xfrm_user_tmpl *template(int optional) {
    struct xfrm_user_tmpl *tmpl = attribute(XFRMA_TMPL, sizeof *tmpl);
    tmpl->id.proto = IPPROTO_ESP;
    tmpl->family = family;
    tmpl->reqid = 0x43590001;
    tmpl->optional = optional;
    tmpl->aalgos = tmpl->ealgos = tmpl->calgos = 0xffffffff;
    return tmpl;
}

static void policies(void) {
    struct xfrm_userpolicy_info *info = policy(XFRM_POLICY_OUT, 2000, XFRM_POLICY_ALLOW);
    selector(&info->sel, "192.0.2.1", 32, "192.0.2.2", 32, 0, -1, -1);
    template(0);
    end("put-protect-outbound");

    info = policy(XFRM_POLICY_IN, 2001, XFRM_POLICY_ALLOW);
    selector(&info->sel, "2001:db8::", 64, "2001:db8::1", 128, IPPROTO_UDP, 53, -1);
    template(1);
    end("put-use-inbound");

    info = policy(XFRM_POLICY_OUT, 2002, XFRM_POLICY_ALLOW);
    selector(&info->sel, "192.0.2.1", 32, "192.0.2.2", 32, 0, -1, -1);
    struct xfrm_user_tmpl *tmpl = template(0);
    tmpl->mode = XFRM_MODE_TUNNEL;
    address(&tmpl->saddr, "192.0.2.1");
    address(&tmpl->id.daddr, "192.0.2.2");
    end("put-protect-tunnel");

    info = policy(XFRM_POLICY_OUT, 3, XFRM_POLICY_ALLOW);
    selector(&info->sel, "::", 0, "::", 0, IPPROTO_ICMPV6, 135, 0);
    end("put-allow");

    info = policy(XFRM_POLICY_IN, 4, XFRM_POLICY_BLOCK);
    selector(&info->sel, "198.51.100.0", 24, "0.0.0.0", 0, 0, -1, -1);
    end("put-block");

    begin(XFRM_MSG_DELPOLICY);
    struct xfrm_userpolicy_id *id = structure(sizeof *id);
    selector(&id->sel, "198.51.100.0", 24, "0.0.0.0", 0, 0, -1, -1);
    id->dir = XFRM_POLICY_IN;
    end("delete-policy");
}

/* The value of a socket option: a structure without a header. */
static void bypass(int family, int direction, const char *name) {
    struct xfrm_userpolicy_info policy;
    memset(&policy, 0, sizeof policy);
    policy.sel.family = family;
    unlimited(&policy.lft);
    policy.dir = direction;
    policy.action = XFRM_POLICY_ALLOW;
    printf("%s ", name);
    for (unsigned i = 0; i < sizeof policy; i++) printf("%02x", ((unsigned char *)&policy)[i]);
    printf("\n");
}

static void dump_sas(void) {
    begin(XFRM_MSG_GETSA);
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    end("dump-sas");
}

int main(void) {
    allocate("192.0.2.2", "192.0.2.1", 0, "allocate-spi");
    allocate("192.0.2.1", "192.0.2.2", 0x43590001, "allocate-spi-of-acquire");
    add_outbound_gcm();
    add_inbound_cbc_esn_in_udp();
    add_tunnel_chacha();
    add_ah();
    sa_id(XFRM_MSG_DELSA, "delete-sa");
    sa_id(XFRM_MSG_GETSA, "query-sa");
    dump_sas();
    policies();
    bypass(AF_INET, XFRM_POLICY_IN, "bypass-ipv4-inbound");
    bypass(AF_INET6, XFRM_POLICY_OUT, "bypass-ipv6-outbound");
    return 0;
}
