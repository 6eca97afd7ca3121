package io.hakiri.proof;

import io.hakiri.catalog.InvalidInput;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Ed25519 keys in PEM files. */
public final class SigningKeys {
    static final String ALGORITHM = "Ed25519";

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final int PEM_LINE = 64;

    private SigningKeys() {}

    /** A new pair of keys. */
    public static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /**
     * The private key of a PEM file (PKCS 8).
     *
     * @throws InvalidInput where it is none
     */
    public static PrivateKey privateKey(String pem) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der(pem, PRIVATE)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidInput("signing key", "an Ed25519 key in a PEM file, BEGIN PRIVATE KEY", "something else");
        }
    }

    /**
     * The public key of a PEM file.
     *
     * @throws InvalidInput where it is none
     */
    public static PublicKey publicKey(String pem) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der(pem, PUBLIC)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidInput("public key", "an Ed25519 key in a PEM file, BEGIN PUBLIC KEY", "something else");
        }
    }

    /** A key as PEM. */
    public static String pem(Key key) {
        String words = key instanceof PrivateKey ? PRIVATE : PUBLIC;
        return "-----BEGIN " + words + "-----\n"
                + Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END " + words + "-----\n";
    }

    private static byte[] der(String pem, String words) {
        String begin = "-----BEGIN " + words + "-----";
        String end = "-----END " + words + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(words);
        }
        return Base64.getMimeDecoder()
                .decode(pem.substring(from + begin.length(), to).strip());
    }
}
