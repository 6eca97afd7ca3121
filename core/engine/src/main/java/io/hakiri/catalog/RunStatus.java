package io.hakiri.catalog;

/** How far a run is (C-13). {@code queued → running | cancelled | abandoned}; {@code running →} one of the ends; no other move. */
public enum RunStatus {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    /** Did some of its work and says which part failed. */
    PARTIAL,
    FAILED,
    CANCELLED,
    /** Lost its lease, or was never begun in time; the record names what replaced it (C-6). */
    ABANDONED;

    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }
}
