package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Bytes;
import java.util.random.RandomGenerator;

/** 128 random bits, as claims, keys and incarnations need them; used by the threads of all projects. */
final class Tokens {
    private static final int BYTES = 16;

    private final RandomGenerator random;

    Tokens(RandomGenerator random) {
        this.random = random;
    }

    synchronized Bytes bytes() {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return Bytes.of(bits);
    }

    String hex() {
        return bytes().toHex();
    }
}
