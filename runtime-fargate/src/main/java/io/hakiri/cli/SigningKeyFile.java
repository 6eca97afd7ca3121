package io.hakiri.cli;

import io.hakiri.proof.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;

/** The key that a file is signed by, in a file itself; the public one lies beside it. */
final class SigningKeyFile {
    /** What the name of the public key's file ends in. */
    static final String PUBLIC = ".pub";

    private SigningKeyFile() {}

    /** The key to sign by; made where there is none yet. */
    static PrivateKey privateKey(Path file) throws IOException {
        if (!Files.exists(file)) {
            KeyPair keys = SigningKeys.newKeys();
            SecretFile.write(file, SigningKeys.pem(keys.getPrivate()));
            Files.writeString(file.resolveSibling(file.getFileName() + PUBLIC), SigningKeys.pem(keys.getPublic()));
        }
        return SigningKeys.privateKey(Files.readString(file));
    }

    /** The key to check by. */
    static PublicKey publicKey(Path file) throws IOException {
        return SigningKeys.publicKey(Files.readString(file));
    }
}
