package io.hakiri.catalog;

import org.jspecify.annotations.Nullable;

/** A fault of the catalog itself: what no caller can handle at the call (C-24). The backend's own words are the cause. */
public abstract sealed class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private CatalogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Down, full, throttled, read-only or out of reach; nothing was applied, so the same call may be made again. */
    public static final class Unavailable extends CatalogException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The answer was lost: the write may or may not have been applied. Send the same step or request id again (C-10). */
    public static final class OutcomeUnknown extends CatalogException {
        private static final long serialVersionUID = 1L;

        public OutcomeUnknown(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Another version, another kind of thing, or restored and not yet adopted (C-27); nothing was applied. */
    public static final class Incompatible extends CatalogException {
        private static final long serialVersionUID = 1L;

        public Incompatible(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Who asks may not do this, says the service that was asked; nothing was applied. */
    public static final class Denied extends CatalogException {
        private static final long serialVersionUID = 1L;

        public Denied(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What is stored contradicts itself or cannot be read; nothing was applied. */
    public static final class Corrupt extends CatalogException {
        private static final long serialVersionUID = 1L;

        public Corrupt(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
