package io.hakiri.reconcile;

import org.jspecify.annotations.Nullable;

/** An executor did not take a pipeline. Its message is for an operator and holds no secret. */
public final class DispatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DispatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
