package io.hakiri.emulator;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One invocation.
 *
 * @param killAfter kills its process so long after it began; {@code null} for not at all
 */
record Call(String id, String event, Trace trace, @Nullable Duration killAfter, CompletableFuture<Outcome> outcome) {
    static Call of(String event, Trace trace, @Nullable Duration killAfter) {
        return new Call(UUID.randomUUID().toString(), event, trace, killAfter, new CompletableFuture<>());
    }
}
