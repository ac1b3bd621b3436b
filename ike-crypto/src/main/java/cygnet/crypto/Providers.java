package cygnet.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;

/**
 * The one place that says which JCA provider a primitive comes from: what the JDK does fastest comes from the JDK's own
 * providers, by name, so that neither the order in {@code java.security} nor another library's registration can change
 * it. What Bouncy Castle does fastest (elliptic curves) is called through its lightweight interface, where it is used.
 */
public final class Providers {
    private static final String SUN = "SUN";
    private static final String SUN_JCE = "SunJCE";
    private static final String SUN_RSA_SIGN = "SunRsaSign";

    private Providers() {}

    /** A hash by its JCA name, such as {@code SHA-256}. */
    public static MessageDigest digest(String algorithm) {
        return from(SUN, algorithm, MessageDigest::getInstance);
    }

    /** A MAC by its JCA name, such as {@code HmacSHA256}; {@code AES-CMAC} and {@code AES-XCBC-MAC}, which it has not. */
    public static Mac mac(String algorithm) {
        return switch (algorithm) {
            case "AES-CMAC" -> AesCbcMac.cmac();
            case "AES-XCBC-MAC" -> AesCbcMac.xcbc();
            default -> from(SUN_JCE, algorithm, Mac::getInstance);
        };
    }

    /** What the JCA wants to be told of a MAC that is in no provider. */
    static Provider own() {
        return require(SUN_JCE);
    }

    /** A cipher by its JCA transformation, such as {@code AES/GCM/NoPadding}. */
    public static Cipher cipher(String transformation) {
        return from(SUN_JCE, transformation, Cipher::getInstance);
    }

    /** The generator of key pairs for finite-field Diffie-Hellman. */
    public static KeyPairGenerator modpKeyPairGenerator() {
        return from(SUN_JCE, "DH", KeyPairGenerator::getInstance);
    }

    /** The key factory of finite-field Diffie-Hellman. */
    public static KeyFactory modpKeyFactory() {
        return from(SUN_JCE, "DH", KeyFactory::getInstance);
    }

    /** Finite-field Diffie-Hellman; Bouncy Castle's takes eight times as long. */
    public static KeyAgreement modpAgreement() {
        return from(SUN_JCE, "DH", KeyAgreement::getInstance);
    }

    /** An RSA signature by its JCA name: {@code SHA256withRSA}, {@code RSASSA-PSS}. */
    public static Signature rsaSignature(String algorithm) {
        return from(SUN_RSA_SIGN, algorithm, Signature::getInstance);
    }

    /** The key factory of RSA. */
    public static KeyFactory rsaKeyFactory() {
        return from(SUN_RSA_SIGN, "RSA", KeyFactory::getInstance);
    }

    /** The generator of RSA key pairs. */
    public static KeyPairGenerator rsaKeyPairGenerator() {
        return from(SUN_RSA_SIGN, "RSA", KeyPairGenerator::getInstance);
    }

    private static <T> T from(String providerName, String algorithm, Lookup<T> lookup) {
        Provider provider = require(providerName);
        try {
            return lookup.of(algorithm, provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm + " in " + providerName, e);
        }
    }

    private static Provider require(String name) {
        Provider provider = Security.getProvider(name);
        if (provider == null) {
            throw new IllegalStateException("this Java runtime has no provider " + name);
        }
        return provider;
    }

    private interface Lookup<T> {
        T of(String algorithm, Provider provider) throws GeneralSecurityException;
    }
}
