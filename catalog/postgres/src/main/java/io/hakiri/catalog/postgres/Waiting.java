package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one place where a thread waits for the client. */
final class Waiting {
    private Waiting() {}

    /**
     * What comes in time.
     *
     * @throws DriverFault where it failed, came too late ({@link TimeoutException}) or the caller was interrupted
     *     ({@link InterruptedException}; the thread stays interrupted)
     */
    static <T> T on(CompletableFuture<T> answer, Deadline deadline, Stage stage) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("a call of the catalog blocks: not from an event loop");
        }
        try {
            return answer.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new DriverFault(stage, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new DriverFault(stage, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverFault(stage, e);
        }
    }
}
