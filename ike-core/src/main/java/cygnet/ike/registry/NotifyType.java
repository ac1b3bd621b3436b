package cygnet.ike.registry;

import java.util.Map;

/**
 * IKEv2 Notify Message Types (RFC 7296 section 3.10.1 and the registry at IANA). Types below {@value #FIRST_STATUS_CODE}
 * are errors, the others are status.
 */
public record NotifyType(int code) {
    private static final int FIRST_STATUS_CODE = 16384;

    public static final NotifyType UNSUPPORTED_CRITICAL_PAYLOAD = new NotifyType(1);
    public static final NotifyType INVALID_IKE_SPI = new NotifyType(4);
    public static final NotifyType INVALID_MAJOR_VERSION = new NotifyType(5);
    public static final NotifyType INVALID_SYNTAX = new NotifyType(7);
    public static final NotifyType INVALID_MESSAGE_ID = new NotifyType(9);
    public static final NotifyType INVALID_SPI = new NotifyType(11);
    public static final NotifyType NO_PROPOSAL_CHOSEN = new NotifyType(14);
    public static final NotifyType INVALID_KE_PAYLOAD = new NotifyType(17);
    public static final NotifyType AUTHENTICATION_FAILED = new NotifyType(24);
    public static final NotifyType SINGLE_PAIR_REQUIRED = new NotifyType(34);
    public static final NotifyType NO_ADDITIONAL_SAS = new NotifyType(35);
    public static final NotifyType INTERNAL_ADDRESS_FAILURE = new NotifyType(36);
    public static final NotifyType FAILED_CP_REQUIRED = new NotifyType(37);
    public static final NotifyType TS_UNACCEPTABLE = new NotifyType(38);
    public static final NotifyType INVALID_SELECTORS = new NotifyType(39);
    public static final NotifyType UNACCEPTABLE_ADDRESSES = new NotifyType(40);
    public static final NotifyType UNEXPECTED_NAT_DETECTED = new NotifyType(41);
    public static final NotifyType USE_ASSIGNED_HOA = new NotifyType(42);
    public static final NotifyType TEMPORARY_FAILURE = new NotifyType(43);
    public static final NotifyType CHILD_SA_NOT_FOUND = new NotifyType(44);
    public static final NotifyType INVALID_GROUP_ID = new NotifyType(45);
    public static final NotifyType AUTHORIZATION_FAILED = new NotifyType(46);
    public static final NotifyType STATE_NOT_FOUND = new NotifyType(47);
    public static final NotifyType TS_MAX_QUEUE = new NotifyType(48);
    public static final NotifyType REGISTRATION_FAILED = new NotifyType(49);
    public static final NotifyType INITIAL_CONTACT = new NotifyType(16384);
    public static final NotifyType SET_WINDOW_SIZE = new NotifyType(16385);
    public static final NotifyType ADDITIONAL_TS_POSSIBLE = new NotifyType(16386);
    public static final NotifyType IPCOMP_SUPPORTED = new NotifyType(16387);
    public static final NotifyType NAT_DETECTION_SOURCE_IP = new NotifyType(16388);
    public static final NotifyType NAT_DETECTION_DESTINATION_IP = new NotifyType(16389);
    public static final NotifyType COOKIE = new NotifyType(16390);
    public static final NotifyType USE_TRANSPORT_MODE = new NotifyType(16391);
    public static final NotifyType HTTP_CERT_LOOKUP_SUPPORTED = new NotifyType(16392);
    public static final NotifyType REKEY_SA = new NotifyType(16393);
    public static final NotifyType ESP_TFC_PADDING_NOT_SUPPORTED = new NotifyType(16394);
    public static final NotifyType NON_FIRST_FRAGMENTS_ALSO = new NotifyType(16395);
    public static final NotifyType MOBIKE_SUPPORTED = new NotifyType(16396);
    public static final NotifyType ADDITIONAL_IP4_ADDRESS = new NotifyType(16397);
    public static final NotifyType ADDITIONAL_IP6_ADDRESS = new NotifyType(16398);
    public static final NotifyType NO_ADDITIONAL_ADDRESSES = new NotifyType(16399);
    public static final NotifyType UPDATE_SA_ADDRESSES = new NotifyType(16400);
    public static final NotifyType COOKIE2 = new NotifyType(16401);
    public static final NotifyType NO_NATS_ALLOWED = new NotifyType(16402);
    public static final NotifyType AUTH_LIFETIME = new NotifyType(16403);
    public static final NotifyType MULTIPLE_AUTH_SUPPORTED = new NotifyType(16404);
    public static final NotifyType ANOTHER_AUTH_FOLLOWS = new NotifyType(16405);
    public static final NotifyType REDIRECT_SUPPORTED = new NotifyType(16406);
    public static final NotifyType REDIRECT = new NotifyType(16407);
    public static final NotifyType REDIRECTED_FROM = new NotifyType(16408);
    public static final NotifyType TICKET_LT_OPAQUE = new NotifyType(16409);
    public static final NotifyType TICKET_REQUEST = new NotifyType(16410);
    public static final NotifyType TICKET_ACK = new NotifyType(16411);
    public static final NotifyType TICKET_NACK = new NotifyType(16412);
    public static final NotifyType TICKET_OPAQUE = new NotifyType(16413);
    public static final NotifyType LINK_ID = new NotifyType(16414);
    public static final NotifyType USE_WESP_MODE = new NotifyType(16415);
    public static final NotifyType ROHC_SUPPORTED = new NotifyType(16416);
    public static final NotifyType EAP_ONLY_AUTHENTICATION = new NotifyType(16417);
    public static final NotifyType CHILDLESS_IKEV2_SUPPORTED = new NotifyType(16418);
    public static final NotifyType QUICK_CRASH_DETECTION = new NotifyType(16419);
    public static final NotifyType IKEV2_MESSAGE_ID_SYNC_SUPPORTED = new NotifyType(16420);
    public static final NotifyType IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED = new NotifyType(16421);
    public static final NotifyType IKEV2_MESSAGE_ID_SYNC = new NotifyType(16422);
    public static final NotifyType IPSEC_REPLAY_COUNTER_SYNC = new NotifyType(16423);
    public static final NotifyType SECURE_PASSWORD_METHODS = new NotifyType(16424);
    public static final NotifyType PSK_PERSIST = new NotifyType(16425);
    public static final NotifyType PSK_CONFIRM = new NotifyType(16426);
    public static final NotifyType ERX_SUPPORTED = new NotifyType(16427);
    public static final NotifyType IFOM_CAPABILITY = new NotifyType(16428);
    public static final NotifyType SENDER_REQUEST_ID = new NotifyType(16429);
    public static final NotifyType IKEV2_FRAGMENTATION_SUPPORTED = new NotifyType(16430);
    public static final NotifyType SIGNATURE_HASH_ALGORITHMS = new NotifyType(16431);
    public static final NotifyType CLONE_IKE_SA_SUPPORTED = new NotifyType(16432);
    public static final NotifyType CLONE_IKE_SA = new NotifyType(16433);
    public static final NotifyType PUZZLE = new NotifyType(16434);
    public static final NotifyType USE_PPK = new NotifyType(16435);
    public static final NotifyType PPK_IDENTITY = new NotifyType(16436);
    public static final NotifyType NO_PPK_AUTH = new NotifyType(16437);
    public static final NotifyType INTERMEDIATE_EXCHANGE_SUPPORTED = new NotifyType(16438);
    public static final NotifyType IP4_ALLOWED = new NotifyType(16439);
    public static final NotifyType IP6_ALLOWED = new NotifyType(16440);
    public static final NotifyType ADDITIONAL_KEY_EXCHANGE = new NotifyType(16441);
    public static final NotifyType USE_AGGFRAG = new NotifyType(16442);
    public static final NotifyType SUPPORTED_AUTH_METHODS = new NotifyType(16443);
    public static final NotifyType SA_RESOURCE_INFO = new NotifyType(16444);
    public static final NotifyType USE_PPK_INT = new NotifyType(16445);
    public static final NotifyType PPK_IDENTITY_KEY = new NotifyType(16446);
    public static final NotifyType IKE_SA_INIT_FULL_TRANSCRIPT_AUTH = new NotifyType(16447);

    private static final Map<NotifyType, String> NAMES = Map.ofEntries(
            Map.entry(UNSUPPORTED_CRITICAL_PAYLOAD, "UNSUPPORTED_CRITICAL_PAYLOAD"),
            Map.entry(INVALID_IKE_SPI, "INVALID_IKE_SPI"),
            Map.entry(INVALID_MAJOR_VERSION, "INVALID_MAJOR_VERSION"),
            Map.entry(INVALID_SYNTAX, "INVALID_SYNTAX"),
            Map.entry(INVALID_MESSAGE_ID, "INVALID_MESSAGE_ID"),
            Map.entry(INVALID_SPI, "INVALID_SPI"),
            Map.entry(NO_PROPOSAL_CHOSEN, "NO_PROPOSAL_CHOSEN"),
            Map.entry(INVALID_KE_PAYLOAD, "INVALID_KE_PAYLOAD"),
            Map.entry(AUTHENTICATION_FAILED, "AUTHENTICATION_FAILED"),
            Map.entry(SINGLE_PAIR_REQUIRED, "SINGLE_PAIR_REQUIRED"),
            Map.entry(NO_ADDITIONAL_SAS, "NO_ADDITIONAL_SAS"),
            Map.entry(INTERNAL_ADDRESS_FAILURE, "INTERNAL_ADDRESS_FAILURE"),
            Map.entry(FAILED_CP_REQUIRED, "FAILED_CP_REQUIRED"),
            Map.entry(TS_UNACCEPTABLE, "TS_UNACCEPTABLE"),
            Map.entry(INVALID_SELECTORS, "INVALID_SELECTORS"),
            Map.entry(UNACCEPTABLE_ADDRESSES, "UNACCEPTABLE_ADDRESSES"),
            Map.entry(UNEXPECTED_NAT_DETECTED, "UNEXPECTED_NAT_DETECTED"),
            Map.entry(USE_ASSIGNED_HOA, "USE_ASSIGNED_HOA"),
            Map.entry(TEMPORARY_FAILURE, "TEMPORARY_FAILURE"),
            Map.entry(CHILD_SA_NOT_FOUND, "CHILD_SA_NOT_FOUND"),
            Map.entry(INVALID_GROUP_ID, "INVALID_GROUP_ID"),
            Map.entry(AUTHORIZATION_FAILED, "AUTHORIZATION_FAILED"),
            Map.entry(STATE_NOT_FOUND, "STATE_NOT_FOUND"),
            Map.entry(TS_MAX_QUEUE, "TS_MAX_QUEUE"),
            Map.entry(REGISTRATION_FAILED, "REGISTRATION_FAILED"),
            Map.entry(INITIAL_CONTACT, "INITIAL_CONTACT"),
            Map.entry(SET_WINDOW_SIZE, "SET_WINDOW_SIZE"),
            Map.entry(ADDITIONAL_TS_POSSIBLE, "ADDITIONAL_TS_POSSIBLE"),
            Map.entry(IPCOMP_SUPPORTED, "IPCOMP_SUPPORTED"),
            Map.entry(NAT_DETECTION_SOURCE_IP, "NAT_DETECTION_SOURCE_IP"),
            Map.entry(NAT_DETECTION_DESTINATION_IP, "NAT_DETECTION_DESTINATION_IP"),
            Map.entry(COOKIE, "COOKIE"),
            Map.entry(USE_TRANSPORT_MODE, "USE_TRANSPORT_MODE"),
            Map.entry(HTTP_CERT_LOOKUP_SUPPORTED, "HTTP_CERT_LOOKUP_SUPPORTED"),
            Map.entry(REKEY_SA, "REKEY_SA"),
            Map.entry(ESP_TFC_PADDING_NOT_SUPPORTED, "ESP_TFC_PADDING_NOT_SUPPORTED"),
            Map.entry(NON_FIRST_FRAGMENTS_ALSO, "NON_FIRST_FRAGMENTS_ALSO"),
            Map.entry(MOBIKE_SUPPORTED, "MOBIKE_SUPPORTED"),
            Map.entry(ADDITIONAL_IP4_ADDRESS, "ADDITIONAL_IP4_ADDRESS"),
            Map.entry(ADDITIONAL_IP6_ADDRESS, "ADDITIONAL_IP6_ADDRESS"),
            Map.entry(NO_ADDITIONAL_ADDRESSES, "NO_ADDITIONAL_ADDRESSES"),
            Map.entry(UPDATE_SA_ADDRESSES, "UPDATE_SA_ADDRESSES"),
            Map.entry(COOKIE2, "COOKIE2"),
            Map.entry(NO_NATS_ALLOWED, "NO_NATS_ALLOWED"),
            Map.entry(AUTH_LIFETIME, "AUTH_LIFETIME"),
            Map.entry(MULTIPLE_AUTH_SUPPORTED, "MULTIPLE_AUTH_SUPPORTED"),
            Map.entry(ANOTHER_AUTH_FOLLOWS, "ANOTHER_AUTH_FOLLOWS"),
            Map.entry(REDIRECT_SUPPORTED, "REDIRECT_SUPPORTED"),
            Map.entry(REDIRECT, "REDIRECT"),
            Map.entry(REDIRECTED_FROM, "REDIRECTED_FROM"),
            Map.entry(TICKET_LT_OPAQUE, "TICKET_LT_OPAQUE"),
            Map.entry(TICKET_REQUEST, "TICKET_REQUEST"),
            Map.entry(TICKET_ACK, "TICKET_ACK"),
            Map.entry(TICKET_NACK, "TICKET_NACK"),
            Map.entry(TICKET_OPAQUE, "TICKET_OPAQUE"),
            Map.entry(LINK_ID, "LINK_ID"),
            Map.entry(USE_WESP_MODE, "USE_WESP_MODE"),
            Map.entry(ROHC_SUPPORTED, "ROHC_SUPPORTED"),
            Map.entry(EAP_ONLY_AUTHENTICATION, "EAP_ONLY_AUTHENTICATION"),
            Map.entry(CHILDLESS_IKEV2_SUPPORTED, "CHILDLESS_IKEV2_SUPPORTED"),
            Map.entry(QUICK_CRASH_DETECTION, "QUICK_CRASH_DETECTION"),
            Map.entry(IKEV2_MESSAGE_ID_SYNC_SUPPORTED, "IKEV2_MESSAGE_ID_SYNC_SUPPORTED"),
            Map.entry(IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED, "IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED"),
            Map.entry(IKEV2_MESSAGE_ID_SYNC, "IKEV2_MESSAGE_ID_SYNC"),
            Map.entry(IPSEC_REPLAY_COUNTER_SYNC, "IPSEC_REPLAY_COUNTER_SYNC"),
            Map.entry(SECURE_PASSWORD_METHODS, "SECURE_PASSWORD_METHODS"),
            Map.entry(PSK_PERSIST, "PSK_PERSIST"),
            Map.entry(PSK_CONFIRM, "PSK_CONFIRM"),
            Map.entry(ERX_SUPPORTED, "ERX_SUPPORTED"),
            Map.entry(IFOM_CAPABILITY, "IFOM_CAPABILITY"),
            Map.entry(SENDER_REQUEST_ID, "SENDER_REQUEST_ID"),
            Map.entry(IKEV2_FRAGMENTATION_SUPPORTED, "IKEV2_FRAGMENTATION_SUPPORTED"),
            Map.entry(SIGNATURE_HASH_ALGORITHMS, "SIGNATURE_HASH_ALGORITHMS"),
            Map.entry(CLONE_IKE_SA_SUPPORTED, "CLONE_IKE_SA_SUPPORTED"),
            Map.entry(CLONE_IKE_SA, "CLONE_IKE_SA"),
            Map.entry(PUZZLE, "PUZZLE"),
            Map.entry(USE_PPK, "USE_PPK"),
            Map.entry(PPK_IDENTITY, "PPK_IDENTITY"),
            Map.entry(NO_PPK_AUTH, "NO_PPK_AUTH"),
            Map.entry(INTERMEDIATE_EXCHANGE_SUPPORTED, "INTERMEDIATE_EXCHANGE_SUPPORTED"),
            Map.entry(IP4_ALLOWED, "IP4_ALLOWED"),
            Map.entry(IP6_ALLOWED, "IP6_ALLOWED"),
            Map.entry(ADDITIONAL_KEY_EXCHANGE, "ADDITIONAL_KEY_EXCHANGE"),
            Map.entry(USE_AGGFRAG, "USE_AGGFRAG"),
            Map.entry(SUPPORTED_AUTH_METHODS, "SUPPORTED_AUTH_METHODS"),
            Map.entry(SA_RESOURCE_INFO, "SA_RESOURCE_INFO"),
            Map.entry(USE_PPK_INT, "USE_PPK_INT"),
            Map.entry(PPK_IDENTITY_KEY, "PPK_IDENTITY_KEY"),
            Map.entry(IKE_SA_INIT_FULL_TRANSCRIPT_AUTH, "IKE_SA_INIT_FULL_TRANSCRIPT_AUTH"));

    /** Whether it reports an error: in a response, the request has failed (RFC 7296 section 3.10.1). */
    public boolean isError() {
        return code < FIRST_STATUS_CODE;
    }

    /** Whether we have a name for it. */
    public boolean isKnown() {
        return NAMES.containsKey(this);
    }

    @Override
    public String toString() {
        String name = NAMES.get(this);
        return name != null ? name : (isError() ? "error " : "status ") + code;
    }
}
