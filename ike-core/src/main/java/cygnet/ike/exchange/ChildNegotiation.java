package cygnet.ike.exchange;

import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.negotiation.Narrowing;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.ProposalChoice;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.payload.TsPayload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeSa;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The payloads that negotiate a Child SA, in IKE_AUTH and CREATE_CHILD_SA alike: SA, TSi, TSr and N(USE_TRANSPORT_MODE)
 * (RFC 7296 sections 1.2, 1.3.1, 2.9).
 */
final class ChildNegotiation {
    private ChildNegotiation() {}

    /**
     * What we offer.
     *
     * @param spi ours, inbound
     * @param seen how the answer's selectors are to be read
     */
    record Offer(
            ChildConfig config,
            Spi spi,
            List<Proposal> proposals,
            List<TrafficSelector> local,
            List<TrafficSelector> remote,
            SeenSelectors seen) {

        List<Payload> payloads() {
            List<Payload> payloads = new ArrayList<>();
            payloads.add(new SaPayload(proposals));
            payloads.add(new TsPayload(true, local));
            payloads.add(new TsPayload(false, remote));
            if (config.mode() == Mode.TRANSPORT) {
                payloads.add(NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
            }
            return payloads;
        }
    }

    static Offer offer(IkeSa sa, ChildConfig config, Spi spi, boolean withKeyExchange) {
        return new Offer(
                config,
                spi,
                ChildTerms.offer(config, spi, withKeyExchange),
                ChildTerms.localSelectors(config, sa),
                ChildTerms.remoteSelectors(config, sa),
                SeenSelectors.of(sa, config.mode()));
    }

    /** Judges the peer's answer to our offer. */
    static Attempt<ChildTerms> judgeAnswer(Offer offer, IkeMessage response, boolean weInitiated) {
        Optional<SaPayload> answer = response.first(SaPayload.class);
        if (answer.isEmpty() || answer.get().proposals().size() != 1) {
            return Attempt.failed(Notifies.firstError(response)
                    .map(n -> "the peer refused: " + n.notifyType())
                    .orElse("the answer has not exactly one proposal"));
        }
        Proposal chosen = answer.get().proposals().get(0);
        Optional<String> problem = ProposalChoice.verifyAnswer(offer.proposals(), chosen);
        if (problem.isPresent()) {
            return Attempt.failed(problem.get());
        }
        Optional<Spi> peerSpi = childSpi(chosen);
        if (peerSpi.isEmpty()) {
            return Attempt.failed("the answer's SPI " + chosen.spi() + " is impossible");
        }
        if (IkeAlgorithms.additional(chosen).isEmpty()) {
            return Attempt.failed("the answer's additional key exchanges are not possible: " + chosen);
        }
        boolean transport = response.notify(NotifyType.USE_TRANSPORT_MODE).isPresent();
        if (transport != (offer.config().mode() == Mode.TRANSPORT)) {
            return Attempt.failed("the peer wants " + (transport ? "transport" : "tunnel") + " mode");
        }
        List<TrafficSelector> local = offer.seen().localSide(selectors(response, true));
        List<TrafficSelector> remote = offer.seen().remoteSide(selectors(response, false));
        if (!subset(local, offer.local()) || !subset(remote, offer.remote())) {
            return Attempt.failed("the answer's traffic selectors " + local + " === " + remote
                    + " are not within those offered: " + offer.local() + " === " + offer.remote());
        }
        return Attempt.of(new ChildTerms(
                offer.config(),
                chosen,
                offer.spi(),
                peerSpi.get(),
                local,
                remote,
                offer.config().mode(),
                weInitiated));
    }

    /** How a responder refuses a Child SA. */
    record Refusal(NotifyType error, String cause) {}

    /**
     * Chooses from the peer's offer for one configuration.
     *
     * @param withKeyExchange in CREATE_CHILD_SA: KE transforms count
     */
    static Judged judgeOffer(IkeSa sa, ChildConfig config, IkeMessage request, boolean withKeyExchange) {
        Optional<SaPayload> offer = request.first(SaPayload.class);
        List<Proposal> ours = withKeyExchange ? config.proposals() : ChildTerms.withoutKeyExchange(config.proposals());
        Optional<ProposalChoice.Chosen> chosen = offer.flatMap(o -> ProposalChoice.choose(ours, o.proposals()))
                .filter(c -> IkeAlgorithms.additional(c.answer()).isPresent());
        Optional<Spi> peerSpi = chosen.flatMap(c -> childSpi(c.answer()));
        if (chosen.isEmpty() || peerSpi.isEmpty()) {
            return Judged.refused(
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    "no common " + config.protocol() + " proposal: offered "
                            + offer.map(SaPayload::proposals).orElse(List.of()) + ", configured " + ours);
        }
        boolean transport = request.notify(NotifyType.USE_TRANSPORT_MODE).isPresent();
        if (transport != (config.mode() == Mode.TRANSPORT)) {
            return Judged.refused(
                    NotifyType.NO_PROPOSAL_CHOSEN, "the peer wants " + (transport ? "transport" : "tunnel") + " mode");
        }
        SeenSelectors seen = SeenSelectors.of(sa, config.mode());
        List<TrafficSelector> local =
                Narrowing.narrow(ChildTerms.localSelectors(config, sa), seen.localSide(selectors(request, false)));
        List<TrafficSelector> remote =
                Narrowing.narrow(ChildTerms.remoteSelectors(config, sa), seen.remoteSide(selectors(request, true)));
        if (local.isEmpty() || remote.isEmpty()) {
            return Judged.refused(
                    NotifyType.TS_UNACCEPTABLE,
                    "no common traffic selectors: the peer offers " + selectors(request, true) + " === "
                            + selectors(request, false) + ", configured " + ChildTerms.remoteSelectors(config, sa)
                            + " === " + ChildTerms.localSelectors(config, sa));
        }
        return new Judged(
                Optional.of(new Choice(config, chosen.get().answer(), peerSpi.get(), local, remote)), Optional.empty());
    }

    /** A choice or a refusal. */
    record Judged(Optional<Choice> choice, Optional<Refusal> refusal) {
        static Judged refused(NotifyType notify, String cause) {
            return new Judged(Optional.empty(), Optional.of(new Refusal(notify, cause)));
        }
    }

    /** What a responder chose; only its own SPI is missing. */
    record Choice(
            ChildConfig config,
            Proposal answer,
            Spi peerSpi,
            List<TrafficSelector> local,
            List<TrafficSelector> remote) {

        ChildTerms withOwnSpi(Spi spi) {
            return new ChildTerms(config, answer, spi, peerSpi, local, remote, config.mode(), false);
        }

        /** SA, TSi, TSr, N(USE_TRANSPORT_MODE) of the response. */
        List<Payload> payloads(Spi spi) {
            List<Payload> payloads = new ArrayList<>();
            payloads.add(new SaPayload(List.of(answer.withSpi(spi.octets()))));
            payloads.add(new TsPayload(true, remote));
            payloads.add(new TsPayload(false, local));
            if (config.mode() == Mode.TRANSPORT) {
                payloads.add(NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
            }
            return payloads;
        }
    }

    private static List<TrafficSelector> selectors(IkeMessage message, boolean initiator) {
        return message.all(TsPayload.class).stream()
                .filter(ts -> ts.initiator() == initiator)
                .findFirst()
                .map(TsPayload::selectors)
                .orElse(List.of());
    }

    private static boolean subset(List<TrafficSelector> inner, List<TrafficSelector> outer) {
        return !inner.isEmpty() && inner.stream().allMatch(i -> outer.stream().anyMatch(o -> o.contains(i)));
    }

    /** The SPI of an AH or ESP proposal, if it is possible. */
    private static Optional<Spi> childSpi(Proposal proposal) {
        boolean possible = IpsecProtocol.of(proposal.protocol()).isPresent()
                && proposal.spi().length() == 4
                && Spi.isValid(proposal.spi().int32(0));
        return possible ? Optional.of(new Spi(proposal.spi().int32(0))) : Optional.empty();
    }
}
