package io.hakiri.migrate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A call that goes on beside the caller, on a thread of its own. */
final class Beside<T> {
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    private Beside() {}

    static <T> Beside<T> call(Supplier<T> call) {
        Beside<T> beside = new Beside<>();
        Thread.startVirtualThread(() -> {
            try {
                beside.answer.complete(call.get());
            } catch (RuntimeException | Error e) {
                beside.answer.completeExceptionally(e);
            }
        });
        return beside;
    }

    /** Its answer; what it threw is thrown here. */
    T await() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    /** Waits for its end, whatever it is. */
    void awaitEnd() {
        answer.handle((_, _) -> true).join();
    }
}
