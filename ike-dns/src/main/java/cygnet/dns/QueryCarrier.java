package cygnet.dns;

import cygnet.crypto.Octets;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes queries to recursive name servers, whichever and in whatever way. */
@FunctionalInterface
public interface QueryCarrier {
    /**
     * Takes one query; must not block.
     *
     * @param query in wire form
     * @return the whole answer in wire form, under the query's id; fails if nobody answers
     */
    CompletionStage<Octets> carry(Octets query);

    /** Who is asked at present, for people. */
    default List<String> servers() {
        return List.of();
    }
}
