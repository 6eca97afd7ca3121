package io.hakiri.deploy.access;

import java.util.List;

/** What may be done with the key that everything is encrypted with. */
public final class KeyRights {
    /** What a reader and writer of encrypted things needs. */
    public static final List<String> USE = List.of("kms:Decrypt", "kms:GenerateDataKey");

    /** What a reader needs. */
    public static final List<String> DECRYPT = List.of("kms:Decrypt");

    private KeyRights() {}
}
