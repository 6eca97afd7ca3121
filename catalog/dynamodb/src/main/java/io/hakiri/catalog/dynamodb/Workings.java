package io.hakiri.catalog.dynamodb;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;

/**
 * What a catalog lives by.
 *
 * @param clock of leases and records
 * @param realTime of generations, which count real seconds (ADR 0010)
 * @param nanos a timer that only goes on
 * @param random must be unpredictable; used by one thread at a time
 * @param margin what a lease's end must be past by this process's clock before it is taken (C-4)
 */
record Workings(
        InstantSource clock, InstantSource realTime, LongSupplier nanos, RandomGenerator random, Duration margin) {
    private static final int VERSION_BYTES = 8;
    private static final int TOKEN_BYTES = 16;

    static Workings real(RandomGenerator random, DynamoAddress address) {
        return new Workings(InstantSource.system(), InstantSource.system(), System::nanoTime, random, address.skew());
    }

    byte[] bits(int bytes) {
        byte[] bits = new byte[bytes];
        synchronized (random) {
            random.nextBytes(bits);
        }
        return bits;
    }

    /** A number from 0 on, below another. */
    long below(long bound) {
        synchronized (random) {
            return random.nextLong(bound);
        }
    }

    /** The version of an item that no other has. */
    SdkBytes newVersion() {
        return SdkBytes.fromByteArrayUnsafe(bits(VERSION_BYTES));
    }

    /** 128 random bits, as a text. */
    String token() {
        return java.util.HexFormat.of().formatHex(bits(TOKEN_BYTES));
    }
}
