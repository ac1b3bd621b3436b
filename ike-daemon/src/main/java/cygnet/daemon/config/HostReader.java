package cygnet.daemon.config;

/** The section {@code host}. */
final class HostReader {
    private HostReader() {}

    static HostConfig read(SectionReader host, KeyFiles files) {
        HostConfig config = new HostConfig(
                host.value("id", IdentificationSyntax::parseOne),
                host.value("key", name -> files.privateKey("private", name)));
        host.finish();
        return config;
    }
}
