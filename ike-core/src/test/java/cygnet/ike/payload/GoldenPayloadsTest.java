package cygnet.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.AuthMethod;
import cygnet.ike.registry.CertEncoding;
import cygnet.ike.registry.IdType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Octets written by hand after the figures of RFC 7296 section 3, both ways. */
class GoldenPayloadsTest {
    private static final Octets SIXTEEN = Octets.ofHex("000102030405060708090a0b0c0d0e0f");

    @ParameterizedTest(name = "{0}")
    @MethodSource({"smallPayloads", "sas", "selectors"})
    void decodesAndEncodes(String name, Payload payload, String hex) throws Exception {
        assertThat(Bodies.decode(payload.type(), hex)).isEqualTo(payload);
        assertThat(Bodies.encode(payload)).isEqualTo(Octets.ofHex(hex).toHex());
    }

    static Stream<Arguments> smallPayloads() {
        return Stream.of(
                arguments(
                        "KE of curve 25519",
                        new KePayload(TransformId.KE_CURVE25519, Octets.ofHex("aabbccdd")),
                        "001f 0000 aabbccdd"),
                arguments(
                        "IDi with a host name",
                        IdPayload.of(true, Identification.fqdn("alice.example.test")),
                        "02 000000 616c6963652e6578616d706c652e74657374"),
                arguments(
                        "IDr with an IPv4 address",
                        IdPayload.of(false, Identification.address(IpAddress.parse("192.0.2.2"))),
                        "01 000000 c0000202"),
                arguments(
                        "IDr with an IPv6 address",
                        IdPayload.of(false, Identification.address(IpAddress.parse("2001:db8::2"))),
                        "05 000000 20010db8000000000000000000000002"),
                arguments("IDi of nobody", IdPayload.of(true, Identification.NULL), "0d 000000"),
                arguments(
                        "IDi with a key ID of no octets",
                        IdPayload.of(true, new Identification(IdType.KEY_ID, Octets.empty())),
                        "0b 000000"),
                arguments(
                        "CERT with a raw public key",
                        new CertPayload(CertEncoding.RAW_PUBLIC_KEY, Octets.ofHex("302a")),
                        "0f 302a"),
                arguments(
                        "CERTREQ for a raw public key",
                        new CertReqPayload(CertEncoding.RAW_PUBLIC_KEY, Octets.empty()),
                        "0f"),
                arguments(
                        "CERTREQ for one authority",
                        new CertReqPayload(
                                CertEncoding.X509_SIGNATURE, Octets.ofHex("da39a3ee5e6b4b0d3255bfef95601890afd80709")),
                        "04 da39a3ee5e6b4b0d3255bfef95601890afd80709"),
                arguments(
                        "AUTH with a shared key",
                        new AuthPayload(AuthMethod.SHARED_KEY_MIC, SIXTEEN),
                        "02 000000 000102030405060708090a0b0c0d0e0f"),
                arguments("Nonce", new NoncePayload(SIXTEEN), "000102030405060708090a0b0c0d0e0f"),
                arguments("N(USE_TRANSPORT_MODE)", NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE), "00 00 4007"),
                arguments(
                        "N(COOKIE)", NotifyPayload.of(NotifyType.COOKIE, Octets.ofHex("c00c1e")), "00 00 4006 c00c1e"),
                arguments(
                        "N(REKEY_SA)",
                        new NotifyPayload(
                                ProtocolId.ESP, new Spi(0xc0ffee01).octets(), NotifyType.REKEY_SA, Octets.empty()),
                        "03 04 4009 c0ffee01"),
                arguments(
                        "N of an unknown type",
                        NotifyPayload.of(new NotifyType(65535), Octets.ofHex("00")),
                        "00 00 ffff 00"),
                arguments("D of the IKE SA", DeletePayload.ofIke(), "01 00 0000"),
                arguments(
                        "D of two ESP SAs",
                        DeletePayload.of(IpsecProtocol.ESP, List.of(new Spi(0x01020304), new Spi(0xfffefdfc))),
                        "03 04 0002 01020304 fffefdfc"),
                arguments("D of no ESP SA", DeletePayload.of(IpsecProtocol.ESP, List.of()), "03 04 0000"),
                arguments("V", new VendorIdPayload(Octets.ofAscii("Cygnet")), "4379676e6574"),
                arguments("V without a value", new VendorIdPayload(Octets.empty()), ""),
                arguments(
                        "CP, carried as it is",
                        new UnknownPayload(PayloadType.CONFIGURATION, false, Octets.ofHex("01000000")),
                        "01000000"));
    }

    static Stream<Arguments> sas() {
        Transform gcm = Transform.of(TransformId.ENCR_AES_GCM_16, 256);
        Transform prf = Transform.of(TransformId.PRF_HMAC_SHA2_256);
        Transform x25519 = Transform.of(TransformId.KE_CURVE25519);
        Transform cbc = Transform.of(TransformId.ENCR_AES_CBC, 128);
        Transform mac = Transform.of(TransformId.INTEG_HMAC_SHA2_256_128);
        Transform esn = Transform.of(TransformId.SN_64_BIT);
        return Stream.of(
                arguments(
                        "SA for IKE",
                        new SaPayload(List.of(Proposal.of(ProtocolId.IKE, gcm, prf, x25519))),
                        "00 00 0024 01 01 00 03" + "03 00 000c 01 00 0014 800e0100" + "03 00 0008 02 00 0005"
                                + "00 00 0008 04 00 001f"),
                arguments(
                        "SA with two proposals for ESP",
                        new SaPayload(List.of(
                                Proposal.of(ProtocolId.ESP, gcm, esn).withSpi(Octets.ofHex("35a1d6f2")),
                                Proposal.of(ProtocolId.ESP, cbc, mac)
                                        .withSpi(Octets.ofHex("4c0d5ee1"))
                                        .withNumber(2))),
                        "02 00 0020 01 03 04 02 35a1d6f2" + "03 00 000c 01 00 0014 800e0100" + "00 00 0008 05 00 0001"
                                + "00 00 0020 02 03 04 02 4c0d5ee1" + "03 00 000c 01 00 000c 800e0080"
                                + "00 00 0008 03 00 000c"),
                arguments(
                        "SA that rekeys IKE, answered",
                        new SaPayload(List.of(Proposal.of(ProtocolId.IKE, gcm)
                                .withSpi(Octets.ofHex("0102030405060708"))
                                .withNumber(3))),
                        "00 00 001c 03 01 08 01 0102030405060708" + "00 00 000c 01 00 0014 800e0100"),
                arguments(
                        "SA with an attribute of variable length that nobody knows",
                        new SaPayload(List.of(Proposal.of(
                                ProtocolId.IKE,
                                new Transform(TransformId.ENCR_AES_CBC, 128, Octets.ofHex("000f0003aabbcc"))))),
                        "00 00 001b 01 01 00 01" + "00 00 0013 01 00 000c 800e0080 000f0003aabbcc"),
                arguments(
                        "SA with a proposal that has no transforms",
                        new SaPayload(List.of(Proposal.of(ProtocolId.IKE))),
                        "00 00 0008 01 01 00 00"));
    }

    static Stream<Arguments> selectors() {
        TrafficSelector host = TrafficSelector.host(IpAddress.parse("192.0.2.1"));
        return Stream.of(
                arguments(
                        "TSi with one host",
                        new TsPayload(true, List.of(host)),
                        "01 000000" + "07 00 0010 0000 ffff c0000201 c0000201"),
                arguments(
                        "TSr with ICMP echo requests, opaque ports, and an IPv6 range",
                        new TsPayload(
                                false,
                                List.of(
                                        host.withProtocol(1, 0x0800, 0x08ff),
                                        host.withProtocol(44, 65535, 0),
                                        new TrafficSelector(
                                                17,
                                                IpAddress.parse("2001:db8::"),
                                                IpAddress.parse("2001:db8::ff"),
                                                53,
                                                53))),
                        "03 000000" + "07 01 0010 0800 08ff c0000201 c0000201"
                                + "07 2c 0010 ffff 0000 c0000201 c0000201"
                                + "08 11 0028 0035 0035 20010db8000000000000000000000000"
                                + "20010db80000000000000000000000ff"));
    }

    @Test
    void theSecondKeyLengthOfATransformKeepsItFromBeingChosen() throws Exception {
        SaPayload sa = (SaPayload)
                Bodies.decode(PayloadType.SA, "00 00 0018 01 01 00 01" + "00 00 0010 01 00 000c 800e0080 800e0100");
        Transform transform = sa.proposals().get(0).transforms().get(0);
        assertThat(transform.keyBits()).isEqualTo(128);
        assertThat(transform.otherAttributes()).isEqualTo(Octets.ofHex("800e0100"));
    }

    @Test
    void aKeyLengthOfZeroIsNotTheAbsenceOfOne() throws Exception {
        SaPayload sa =
                (SaPayload) Bodies.decode(PayloadType.SA, "00 00 0014 01 01 00 01" + "00 00 000c 01 00 001c 800e0000");
        Transform transform = sa.proposals().get(0).transforms().get(0);
        assertThat(transform).isNotEqualTo(Transform.of(TransformId.ENCR_CHACHA20_POLY1305));
        assertThat(transform.otherAttributes()).isEqualTo(Octets.ofHex("800e0000"));
    }

    @Test
    void aKeyLengthInTheFormatOfVariableLengthIsNotUnderstood() throws Exception {
        SaPayload sa = (SaPayload)
                Bodies.decode(PayloadType.SA, "00 00 0016 01 01 00 01" + "00 00 000e 01 00 000c 000e0002 0080");
        Transform transform = sa.proposals().get(0).transforms().get(0);
        assertThat(transform.keyBits()).isZero();
        assertThat(transform.otherAttributes()).isEqualTo(Octets.ofHex("000e00020080"));
    }
}
