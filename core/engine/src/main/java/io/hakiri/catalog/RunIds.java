package io.hakiri.catalog;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Where new run ids come from: injected, so that a test can foretell them. */
@FunctionalInterface
public interface RunIds {
    RunId next();

    /**
     * Ids of UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits.
     *
     * @param random must be unpredictable enough that two machines never draw the same 74 bits in one millisecond
     */
    static RunIds uuid7(InstantSource clock, RandomGenerator random) {
        return () -> {
            long high = ((clock.millis() & 0xFFFF_FFFF_FFFFL) << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
            long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            return new RunId(new UUID(high, low));
        };
    }
}
