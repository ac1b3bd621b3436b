package cygnet.daemon.vici;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import cygnet.dns.KnownOutcome;
import cygnet.dns.KnownOutcome.Asked;
import cygnet.dns.TrustChain;
import cygnet.dns.TrustChain.End;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows one host with a key and addresses, and one whose key is forged. */
public final class FakeNames implements NameBook {
    public static final VerificationKey KEY = key();

    /** Addresses whose names were to be forgotten. */
    public final List<IpAddress> forgotten = new ArrayList<>();

    private static final Duration LEFT = Duration.ofSeconds(30);

    private static VerificationKey key() {
        try {
            return VerificationKey.ofIpsecKey(
                    4, Octets.ofHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<KnownOutcome> remembered() {
        return List.of(
                new KnownOutcome(
                        Asked.ADDRESSES,
                        "bob.example.test",
                        new DnsOutcome.Found<>(
                                List.of(IpAddress.parse("192.0.2.2"), IpAddress.parse("2001:db8::2")),
                                Validation.UNVALIDATED,
                                LEFT,
                                List.of()),
                        Duration.ofSeconds(599),
                        Optional.empty()),
                new KnownOutcome(
                        Asked.KEYS,
                        "bob.example.test",
                        new DnsOutcome.Found<>(
                                List.of(new HostKey(10, KEY)),
                                Validation.SECURE,
                                LEFT,
                                List.of("IPSECKEY 10 0 9: no such algorithm")),
                        LEFT,
                        Optional.of(new DnsOutcome.Timeout<>("nobody answered"))),
                new KnownOutcome(
                        Asked.KEYS,
                        "forged.example.test",
                        new DnsOutcome.Bogus<>("the signature is wrong"),
                        LEFT,
                        Optional.empty()));
    }

    @Override
    public CompletionStage<KnownOutcome> lookUp(DomainName name, boolean afresh) {
        return CompletableFuture.supplyAsync(() -> remembered().stream()
                .filter(known -> known.asked() == Asked.KEYS)
                .filter(known -> known.subject().equals(name.text()))
                .findFirst()
                .orElseThrow());
    }

    @Override
    public CompletionStage<List<TrustChain>> chains(DomainName name) {
        List<TrustChain.Link> links = List.of(
                new TrustChain.Link(
                        ".", List.of(new TrustChain.Key(20326, "RSASHA256"), new TrustChain.Key(38696, "RSASHA256"))),
                new TrustChain.Link("test.", List.of(new TrustChain.Key(4711, "ED25519"))));
        TrustChain host = new TrustChain("bob.example.test.", links, End.SECURE, "bob.example.test.", "");
        TrustChain alias =
                new TrustChain("forged.example.test.", links, End.BOGUS, "example.test.", "the signature\nis wrong");
        return CompletableFuture.supplyAsync(
                () -> name.text().equals("bob.example.test") ? List.of(host) : List.of(host, alias));
    }

    @Override
    public CompletionStage<KnownOutcome> lookUp(IpAddress address, boolean afresh) {
        return CompletableFuture.completedStage(new KnownOutcome(
                Asked.NAMES,
                address.toString(),
                new DnsOutcome.ServerFailure<>(afresh ? "asked afresh" : "remembered"),
                LEFT,
                Optional.empty()));
    }

    @Override
    public CompletionStage<KnownOutcome> identify(IpAddress address) {
        DnsOutcome<DomainName> outcome = address.equals(IpAddress.parse("192.0.2.2"))
                ? new DnsOutcome.Found<>(
                        List.of(new DomainName("bob.example.test")), Validation.SECURE, LEFT, List.of())
                : new DnsOutcome.Absent<>(true, false, LEFT);
        return CompletableFuture.completedFuture(
                new KnownOutcome(Asked.NAMES, address.toString(), outcome, LEFT, Optional.empty()));
    }

    @Override
    public CompletionStage<KnownOutcome> addresses(DomainName name) {
        DnsOutcome<IpAddress> outcome = name.text().equals("bob.example.test")
                ? new DnsOutcome.Found<>(
                        List.of(IpAddress.parse("192.0.2.2"), IpAddress.parse("2001:db8::2")),
                        Validation.SECURE,
                        LEFT,
                        List.of())
                : new DnsOutcome.Timeout<>("nobody answered");
        return CompletableFuture.completedFuture(
                new KnownOutcome(Asked.ADDRESSES, name.text(), outcome, LEFT, Optional.empty()));
    }

    @Override
    public void forget(IpAddress address) {
        forgotten.add(address);
    }
}
