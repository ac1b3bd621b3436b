package cygnet.daemon;

import picocli.CommandLine.IVersionProvider;

/** Which Cygnet this is. */
public final class Version implements IVersionProvider {
    /** From the jar's manifest; {@code development} where there is none. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Cygnet " + text()};
    }
}
