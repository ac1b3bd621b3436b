package cygnet.dns;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the ECDSA signatures that this JVM verifies while it is open, and leaves the verification to the JDK. */
final class CountedVerifications extends Provider implements AutoCloseable {
    private static final long serialVersionUID = 1;
    private static final String ALGORITHM = "SHA256withECDSA";

    private final AtomicInteger count = new AtomicInteger();

    CountedVerifications() {
        super("Counted", "1", "counts");
        putService(new Service(this, "Signature", ALGORITHM, Counting.class.getName(), List.of(), null) {
            @Override
            public Object newInstance(Object parameter) {
                return new Counting(count);
            }

            @Override
            public boolean supportsParameter(Object key) {
                return key instanceof PublicKey;
            }
        });
        Security.insertProviderAt(this, 1);
    }

    /** How many there were since this was asked last. */
    int sinceLast() {
        return count.getAndSet(0);
    }

    @Override
    public void close() {
        Security.removeProvider(getName());
    }

    private static final class Counting extends SignatureSpi {
        private final AtomicInteger count;
        private final Signature real;

        Counting(AtomicInteger count) {
            this.count = count;
            try {
                this.real = Signature.getInstance(ALGORITHM, "SunEC");
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            real.initVerify(key);
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            throw new InvalidKeyException();
        }

        @Override
        protected void engineUpdate(byte octet) throws SignatureException {
            real.update(octet);
        }

        @Override
        protected void engineUpdate(byte[] octets, int offset, int length) throws SignatureException {
            real.update(octets, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            throw new SignatureException();
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            count.incrementAndGet();
            return real.verify(signature);
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException();
        }
    }
}
