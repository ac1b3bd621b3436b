package cygnet.ike.message;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.payload.AuthPayload;
import cygnet.ike.payload.CertPayload;
import cygnet.ike.payload.CertReqPayload;
import cygnet.ike.payload.DeletePayload;
import cygnet.ike.payload.IdPayload;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.payload.TsPayload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.payload.VendorIdPayload;
import cygnet.ike.registry.AuthMethod;
import cygnet.ike.registry.CertEncoding;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.IdType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Messages of every shape that can be written, from one seed. */
final class RandomMessages {
    private final Random random;
    private IkeHeader header;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    IkeMessage next() {
        boolean init = random.nextInt(4) == 0;
        boolean response = random.nextBoolean();
        header = new IkeHeader(
                new IkeSpi(random.nextLong() | 1),
                init && !response ? IkeSpi.ZERO : new IkeSpi(random.nextLong()),
                2,
                random.nextInt(16),
                init ? ExchangeType.IKE_SA_INIT : new ExchangeType(35 + random.nextInt(221)),
                init ? !response : random.nextBoolean(),
                response,
                random.nextInt());
        return new IkeMessage(header, some(20, this::payload));
    }

    private Payload payload() {
        return switch (random.nextInt(13)) {
            case 0 -> sa();
            case 1 -> new KePayload(new TransformId(TransformType.KE, uint16()), octets(0, 600));
            case 2 -> id();
            case 3 -> new CertPayload(new CertEncoding(uint8()), octets(0, 2000));
            case 4 -> new CertReqPayload(new CertEncoding(uint8()), octets(0, 200));
            case 5 -> new AuthPayload(new AuthMethod(uint8()), octets(0, 600));
            case 6 -> new NoncePayload(octets(16, 256));
            case 7, 8 ->
                new NotifyPayload(new ProtocolId(uint8()), octets(0, 255), new NotifyType(uint16()), octets(0, 300));
            case 9 -> delete();
            case 10 -> new VendorIdPayload(octets(0, 40));
            case 11 -> new TsPayload(random.nextBoolean(), some(20, this::selector));
            default -> unknown();
        };
    }

    private SaPayload sa() {
        int count = header.response() ? 1 : 1 + random.nextInt(8);
        int first = header.response() ? 1 + random.nextInt(255) : 1;
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            proposals.add(proposal(first + i));
        }
        return new SaPayload(proposals);
    }

    private Proposal proposal(int number) {
        ProtocolId protocol = new ProtocolId(random.nextInt(6));
        boolean init = header.exchange().equals(ExchangeType.IKE_SA_INIT);
        Octets spi = switch (protocol.code()) {
            case 1 -> init ? Octets.empty() : Octets.ofLong(random.nextLong() | 1);
            case 2, 3 -> Octets.ofInt(random.nextInt() | 0x100);
            default -> octets(0, 255);
        };
        return new Proposal(number, protocol, spi, some(12, this::transform));
    }

    private Transform transform() {
        TransformType type = new TransformType(random.nextInt(15));
        Octets others = random.nextInt(8) > 0
                ? Octets.empty()
                : Octets.concat(Octets.ofHex("000f0003"), octets(3, 3), Octets.ofHex("801100aa"));
        return new Transform(new TransformId(type, uint16()), random.nextInt(3) > 0 ? 0 : uint16(), others);
    }

    private IdPayload id() {
        IdType type = new IdType(uint8());
        Octets data = switch (type.code()) {
            case 1 -> octets(4, 4);
            case 5 -> octets(16, 16);
            case 13 -> Octets.empty();
            default -> octets(0, 300);
        };
        Octets body = Octets.concat(Octets.of((byte) type.code()), octets(3, 3), data);
        return new IdPayload(random.nextBoolean(), new Identification(type, data), body);
    }

    private DeletePayload delete() {
        int protocol = 1 + random.nextInt(4);
        int size = protocol == 1 ? 0 : protocol == 4 ? 1 + random.nextInt(20) : 4;
        return new DeletePayload(
                new ProtocolId(protocol), protocol == 1 ? List.of() : some(9, () -> octets(size, size)));
    }

    private TrafficSelector selector() {
        int size = random.nextBoolean() ? 4 : 16;
        IpAddress a = new IpAddress(octets(size, size));
        IpAddress b = new IpAddress(octets(size, size));
        boolean ordered = a.octets().compareUnsigned(b.octets()) <= 0;
        int one = uint16();
        int other = uint16();
        TrafficSelector selector = new TrafficSelector(
                uint8(), ordered ? a : b, ordered ? b : a, Math.min(one, other), Math.max(one, other));
        return random.nextInt(5) > 0
                ? selector
                : selector.withProtocol(selector.protocol(), TrafficSelector.MAX_PORT, 0);
    }

    private UnknownPayload unknown() {
        int[] types = {1, 13, 32, 47, 48, 49, 52, 54, 100, 255};
        PayloadType type = new PayloadType(types[random.nextInt(types.length)]);
        return new UnknownPayload(type, !type.isUnderstood() && random.nextBoolean(), octets(0, 50));
    }

    private <T> List<T> some(int most, Supplier<T> maker) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            list.add(maker.get());
        }
        return list;
    }

    private int uint8() {
        return random.nextInt(0x100);
    }

    private int uint16() {
        return random.nextInt(0x10000);
    }

    private Octets octets(int least, int most) {
        byte[] bytes = new byte[least + random.nextInt(most - least + 1)];
        random.nextBytes(bytes);
        return Octets.owning(bytes);
    }
}
