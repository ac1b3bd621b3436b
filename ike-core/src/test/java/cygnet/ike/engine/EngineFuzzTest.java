package cygnet.ike.engine;

import com.code_intelligence.jazzer.junit.FuzzTest;
import cygnet.ike.simulation.HostileWalk;

/**
 * The whole engine in every state, with a peer that has the keys and says what the fuzzer likes: no exception, bounded
 * state, and nothing left in the kernel.
 */
class EngineFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void conversations(byte[] script) {
        new HostileWalk(script).run();
    }
}
