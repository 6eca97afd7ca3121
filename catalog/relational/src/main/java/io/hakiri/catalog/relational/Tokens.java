package io.hakiri.catalog.relational;

import io.hakiri.catalog.Bytes;
import java.util.random.RandomGenerator;

/** 128 random bits, as claims, keys and incarnations need them; used by the threads of all projects. */
public final class Tokens {
    private static final int BYTES = 16;

    private final RandomGenerator random;

    /** Of a source that must be unpredictable. */
    public Tokens(RandomGenerator random) {
        this.random = random;
    }

    /** Random bits. */
    public synchronized Bytes bytes() {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return Bytes.of(bits);
    }

    /** Random bits, as a text. */
    public String hex() {
        return bytes().toHex();
    }
}
