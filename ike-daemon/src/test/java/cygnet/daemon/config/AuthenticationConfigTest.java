package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.RemoteAuth;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sections {@code local} and {@code remote}: who must say who it is, and how. */
class AuthenticationConfigTest {
    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeDirectory() {
        directory = new ConfigDirectory(temporary);
    }

    @Test
    void eitherSideMayStayAnonymous() throws Exception {
        Connection bob = connection("local { auth = null\n }\nremote { auth = null\n }\n");

        assertThat(bob.local()).isEqualTo(new LocalAuth.Null());
        assertThat(bob.remote()).isEqualTo(new RemoteAuth.Null());
    }

    @Test
    void whoeverStaysAnonymousHasNeitherNameNorKey() throws Exception {
        assertThat(directory.errors("""
                connections { bob {
                    local { auth = null
                            id = alice.example.test
                            pubkeys = alice.pem }
                    remote { auth = null
                             id = bob.example.test
                             assurance = dnssec }
                    children { host { mode = transport
                                      remote_ts = 192.0.2.0/24 } } } }
                """))
                .containsExactly(
                        "cygnet.conf:3:13: id: with auth = null nobody is told who we are",
                        "cygnet.conf:4:13: pubkeys: with auth = null nothing is signed",
                        "cygnet.conf:6:14: id: with auth = null the peer may be anybody",
                        "cygnet.conf:7:14: assurance: with auth = null the peer may be anybody",
                        "cygnet.conf:9:35: remote_ts: an anonymous peer may only have its own address: write dynamic");
    }

    @Test
    void anIkeSaMayComeWithoutAChildSa() throws Exception {
        String sections = "local { auth = null\n }\nremote { auth = null\n }\n";

        assertThat(connection(sections).childless()).isEqualTo(Childless.ALLOW);
        assertThat(connection("childless = force\n" + sections).childless()).isEqualTo(Childless.FORCE);
        assertThat(directory.errors("connections { bob {\nchildless = perhaps\n" + sections + "} }\n"))
                .containsExactly("cygnet.conf:2:13: childless: 'perhaps' is not one of allow, prefer, force, never");
    }

    private Connection connection(String sections) throws IOException, ConfigException {
        return directory
                .load("connections { bob {\n" + sections + "} }\n")
                .config()
                .peers()
                .connections()
                .get(0);
    }
}
