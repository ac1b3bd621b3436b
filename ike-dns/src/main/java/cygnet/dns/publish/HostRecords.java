package cygnet.dns.publish;

import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.address.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.IPSECKEYRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * What DNS is to say about this host.
 *
 * @param keys the keys that peers may find it to hold: one, or two while one replaces the other; none: no key at all
 * @param addresses empty: the address records of the name are not ours to touch; otherwise exactly these
 * @param ttl of all records, whole seconds
 * @param precedence of the keys (RFC 4025 section 2.2): 0 to 255, lower first
 */
public record HostRecords(
        List<VerificationKey> keys, Optional<List<IpAddress>> addresses, Duration ttl, int precedence) {
    public HostRecords {
        keys = List.copyOf(keys);
        addresses = addresses.map(List::copyOf);
    }

    /** All addresses to be published. */
    List<IpAddress> published() {
        return addresses.orElse(List.of());
    }

    /** At the host's own name. */
    NameRecords forward(Name host) {
        Map<Integer, List<Record>> sets = new TreeMap<>();
        sets.put(Type.IPSECKEY, ipsecKeys(host));
        addresses.ifPresent(list -> {
            List<Record> ipv4 = new ArrayList<>();
            List<Record> ipv6 = new ArrayList<>();
            for (IpAddress address : list) {
                if (address.isIpv6()) {
                    ipv6.add(new AAAARecord(host, DClass.IN, ttl.toSeconds(), address.toInetAddress()));
                } else {
                    ipv4.add(new ARecord(host, DClass.IN, ttl.toSeconds(), address.toInetAddress()));
                }
            }
            sets.put(Type.A, ipv4);
            sets.put(Type.AAAA, ipv6);
        });
        return new NameRecords(host, sets);
    }

    /** At the reverse name of one of the addresses. */
    NameRecords reverse(Name reverse, Name host) {
        return new NameRecords(
                reverse,
                Map.of(
                        Type.PTR,
                        List.of(new PTRRecord(reverse, DClass.IN, ttl.toSeconds(), host)),
                        Type.IPSECKEY,
                        ipsecKeys(reverse)));
    }

    /** Gateway type 0: the host itself (RFC 4025 section 2.3). */
    private List<Record> ipsecKeys(Name owner) {
        return keys.stream()
                .<Record>map(key -> new IPSECKEYRecord(
                        owner,
                        DClass.IN,
                        ttl.toSeconds(),
                        precedence,
                        IPSECKEYRecord.Gateway.None,
                        key.ipsecKeyAlgorithm(),
                        null,
                        key.ipsecKey().toByteArray()))
                .toList();
    }
}
