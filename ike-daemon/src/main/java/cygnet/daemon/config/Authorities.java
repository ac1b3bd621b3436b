package cygnet.daemon.config;

import cygnet.crypto.certificate.Certificate;
import cygnet.crypto.certificate.RevocationList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The section {@code authorities}, with the directories {@code x509ca} and {@code x509crl}.
 *
 * @param certificates CAs that vouch for the peers of connections that do not choose their own
 */
record Authorities(List<Certificate> certificates, List<RevocationList> revocationLists) {
    static final Authorities NONE = new Authorities(List.of(), List.of());

    Authorities {
        certificates = List.copyOf(certificates);
        revocationLists = List.copyOf(revocationLists);
    }

    static Authorities read(SectionReader section, CertificateFiles files) {
        List<Certificate> certificates = new ArrayList<>();
        List<RevocationList> lists = new ArrayList<>();
        for (SectionReader authority : section.sectionsNamed("")) {
            read(authority, files, certificates, lists);
        }
        section.finish();
        for (Path file : files.in(CertificateFiles.AUTHORITIES)) {
            try {
                files.authorities(file).stream()
                        .filter(c -> !certificates.contains(c))
                        .forEach(certificates::add);
            } catch (BadValueException e) {
                section.warn(section.section().position(), "not used: " + e.getMessage());
            }
        }
        for (Path file : files.in(CertificateFiles.REVOCATION_LISTS)) {
            try {
                lists.add(files.revocationList(file));
            } catch (BadValueException e) {
                // Without it a revoked certificate would be taken for a good one.
                section.error(String.valueOf(e.getMessage()));
            }
        }
        return new Authorities(certificates, lists);
    }

    private static void read(
            SectionReader authority,
            CertificateFiles files,
            List<Certificate> certificates,
            List<RevocationList> lists) {
        String smartcards = "smartcards are not available: write cacert = FILE";
        authority.value("cacert", files::authorities).ifPresent(certificates::addAll);
        authority.value("file", files::authorities).ifPresent(certificates::addAll);
        lists.addAll(authority.list("crl_uris", files::revocationListAt));
        authority.ignore("ocsp_uris", "OCSP is not available");
        authority.ignore("cert_uri_base", "certificates are never fetched");
        authority.refuse("handle", smartcards);
        authority.refuse("slot", smartcards);
        authority.refuse("module", smartcards);
        if (authority.setting("cacert").isEmpty() && authority.setting("file").isEmpty()) {
            authority.error("section " + authority.section().path() + " has no cacert");
        }
        authority.finish();
    }
}
