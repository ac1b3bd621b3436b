package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Memory;
import java.time.Instant;

/**
 * A {@link Memory} as it is kept from one life of the daemon to the next.
 *
 * @param rule as {@link GroupRule#toString} has it: what is under another rule by now is not believed
 */
public record Recollection(
        String rule, IpAddress local, IpAddress remote, Finding finding, String cause, Instant until, int before) {
    public static Recollection of(Memory memory) {
        return new Recollection(
                memory.rule().toString(),
                memory.local(),
                memory.remote(),
                memory.finding(),
                memory.cause(),
                memory.until(),
                memory.before());
    }

    Memory under(GroupRule present) {
        return new Memory(present, local, remote, finding, cause, until, before);
    }
}
