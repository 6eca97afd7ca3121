package io.hakiri.connector;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trouble at a source or a destination. The message is for the person who can mend it: what, where (file and line), what was
 * expected, what to do. It holds no secret.
 */
public final class ConnectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorClass kind;
    private final transient @Nullable Duration retryAfter;

    public ConnectorException(ErrorClass kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, null);
    }

    /** @param retryAfter what a rate limit asked for */
    public ConnectorException(
            ErrorClass kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public ErrorClass kind() {
        return kind;
    }

    /** How long the other side asked to wait, where it did. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
