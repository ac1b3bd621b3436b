package cygnet.ike.message;

import cygnet.crypto.Octets;
import cygnet.crypto.protection.Protection;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.WireWriter;

/** A message as fragment 1 of 1, which is legal but never made by us. */
final class FragmentOfOne {
    private FragmentOfOne() {}

    static Octets of(IkeMessage message) {
        WireWriter writer = new WireWriter();
        PayloadChain.encode(message.payloads(), writer);
        Octets content = writer.toOctets();
        Protection protection = Messages.keyed(Messages.gcm(), 10);
        int skfLength = 8 + protection.sealedLength(content.length());
        WireWriter out = new WireWriter();
        message.header().encode(PayloadType.ENCRYPTED_FRAGMENT, out);
        out.uint8(PayloadChain.firstType(message.payloads()).code()).zeros(1).uint16(skfLength);
        out.uint16(1).uint16(1);
        IkeHeader.patchLength(out, IkeHeader.LENGTH + skfLength);
        Octets front = out.toOctets();
        return Octets.concat(front, protection.seal(front, content, new TestRandom(2)));
    }
}
