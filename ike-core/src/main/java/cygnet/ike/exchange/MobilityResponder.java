package cygnet.ike.exchange;

import cygnet.crypto.RandomSource;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.NatDetection;
import cygnet.ike.sa.NatStatus;
import cygnet.ike.sa.SaChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an INFORMATIONAL request of the peer's says about addresses, and what is answered to that (RFC 4555 sections 3.5 to
 * 3.9).
 */
public final class MobilityResponder {
    private final IkeSa sa;
    private final RandomSource random;
    private final Endpoint local;
    private final Endpoint remote;
    private final Function<IpAddress, Optional<String>> objection;

    /**
     * Answers for one request.
     *
     * @param local where the request arrived
     * @param remote where it came from
     * @param objection why the peer must not have this address; empty if it may
     */
    public MobilityResponder(
            IkeSa sa,
            RandomSource random,
            Endpoint local,
            Endpoint remote,
            Function<IpAddress, Optional<String>> objection) {
        this.sa = sa;
        this.random = random;
        this.local = local;
        this.remote = remote;
        this.objection = objection;
    }

    /** What this adds to the response, and what changes. */
    record Answer(List<Payload> payloads, List<SaChange> changes) {
        static final Answer NOTHING = new Answer(List.of(), List.of());

        Answer {
            payloads = List.copyOf(payloads);
            changes = List.copyOf(changes);
        }
    }

    Answer onRequest(IkeMessage request) {
        if (!sa.mobike()) {
            return Answer.NOTHING;
        }
        List<Payload> payloads = new ArrayList<>();
        List<SaChange> changes = new ArrayList<>();
        boolean aboutAddresses = Mobike.isUpdate(request) || Mobike.hasAddressList(request);
        if (aboutAddresses && Mobike.isTranslatedAgainstItsWill(request, local, remote)) {
            payloads.add(NotifyPayload.of(NotifyType.UNEXPECTED_NAT_DETECTED));
            changes.add(new SaChange.Failed("a NAT between the peer and us, which it forbids"));
        } else if (Mobike.isUpdate(request)) {
            update(request, payloads, changes);
        } else if (Mobike.hasAddressList(request) && sa.mobikeInitiator()) {
            changes.add(new SaChange.PeerAddresses(local, remote));
        }
        if (Mobike.hasNatDetection(request)) {
            payloads.addAll(Mobike.natDetection(sa, local, remote, random));
        }
        Mobike.cookieToCopy(request).ifPresent(payloads::add);
        return new Answer(payloads, changes);
    }

    private void update(IkeMessage request, List<Payload> payloads, List<SaChange> changes) {
        // Section 3.5: the initiator of the IKE SA decides, and its rekeying does not change who that is.
        Optional<String> problem = sa.mobikeInitiator()
                ? Optional.of("it is for us to say which addresses are used")
                : objection.apply(remote.address());
        if (problem.isPresent()) {
            payloads.add(NotifyPayload.of(NotifyType.UNACCEPTABLE_ADDRESSES));
            changes.add(new SaChange.Failed("the peer cannot be at " + remote + ": " + problem.get()));
            return;
        }
        Optional<NatStatus> nat = Mobike.hasNatDetection(request)
                ? Optional.of(NatDetection.detect(request, local, remote))
                : Optional.empty();
        changes.add(new SaChange.PeerMoved(local, remote, nat));
    }
}
