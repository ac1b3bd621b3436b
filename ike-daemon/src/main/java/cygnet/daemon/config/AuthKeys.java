package cygnet.daemon.config;

import java.util.Optional;

/** What the sections {@code local} and {@code remote} have in common. */
final class AuthKeys {
    private AuthKeys() {}

    /** Empty if {@code auth} is wrong. */
    static Optional<AuthMethod> method(SectionReader section) {
        return section.setting("auth").isEmpty()
                ? Optional.of(AuthMethod.PUBKEY)
                : section.value("auth", AuthMethod::parse);
    }

    static void refuseUnavailable(SectionReader section) {
        section.ignore("round", "there is one round of authentication");
        section.refuseSections("cert", "smartcards are not available: write certs = FILE");
        section.refuse("eap_id", "EAP is not available");
        section.refuse("aaa_id", "EAP is not available");
        section.refuse("xauth_id", "XAuth is not available");
    }
}
