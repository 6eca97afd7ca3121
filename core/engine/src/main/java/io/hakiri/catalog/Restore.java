package io.hakiri.catalog;

/** Knowing the physical thing a catalog lives in (C-27). */
public interface Restore {
    /**
     * Gives a project a generation above any that may have been issued, pauses its pipelines and closes their runs as
     * abandoned. Its open receipts are listed by {@link SingleWriter#unsettled} for the caller to settle. A project that is
     * in its own place is adopted too: a new generation harms nothing. So is one that was imported: it is opened by this.
     *
     * @throws InvalidInput of a project that is being received from a catalog that lives
     */
    Adopted adopt(Adopt request);
}
